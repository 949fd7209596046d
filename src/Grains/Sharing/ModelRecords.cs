using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;

namespace WorldModel.Grains.Sharing;

/// <summary>A shared model's records: each holds the whole of its small state.</summary>
internal static class ModelRecords
{
    public const byte State = 1;

    public static void Write(RecordWriter writer, ModelStatus status)
    {
        writer.OptionalString(status.Live);
        writer.OptionalString(status.Previous);
        writer.Count(status.Candidates.Length);
        foreach (var candidate in status.Candidates) writer.String(candidate);
        writer.Int64(status.Version);
        writer.OptionalString(status.Shadow);
    }

    public static ModelStatus Read(string name, ref RecordReader reader)
    {
        var live = reader.OptionalString();
        var previous = reader.OptionalString();
        var candidates = new string[reader.Count()];
        foreach (ref var candidate in candidates.AsSpan()) candidate = reader.String();
        return new ModelStatus(name, live, previous, candidates, reader.Int64())
        {
            Shadow = reader.OptionalString(),
        };
    }
}
