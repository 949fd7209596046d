using WorldModel.Grains.Campaigns;
using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Journal;
using WorldModel.Schema;

namespace WorldModel.Grains.Consumers;

/// <summary>A campaign's decisions beside those that candidates would have made, by candidate.</summary>
internal sealed class ShadowBook(int options)
{
    private readonly SortedDictionary<string, Lines> _models = new(StringComparer.Ordinal);

    private sealed class Lines(int options)
    {
        public long Value;
        public long Shadow;

        /// <summary>By the live choice, then the candidate's; nothing first.</summary>
        public long[] Choices { get; } = new long[(options + 1) * (options + 1)];
    }

    /// <summary>Takes note of a decision and of the candidate's.</summary>
    public void Add(int option, long valueMicros, ShadowDraft shadow)
    {
        var lines = Of(shadow.Model);
        lines.Choices[((option + 1) * (options + 1)) + shadow.Option + 1]++;
        lines.Value += valueMicros;
        lines.Shadow += shadow.ValueMicros;
    }

    /// <summary>Adds what another shard's decisions came to.</summary>
    public void Add(ShadowBook other)
    {
        foreach (var (model, lines) in other._models)
        {
            var own = Of(model);
            own.Value += lines.Value;
            own.Shadow += lines.Shadow;
            for (var i = 0; i < own.Choices.Length; i++) own.Choices[i] += lines.Choices[i];
        }
    }

    public ShadowTally[] Tallies(CampaignTerms terms) => [.. _models.Select(pair => new ShadowTally(
        pair.Key, pair.Value.Choices.Sum(), pair.Value.Value, pair.Value.Shadow,
        [.. pair.Value.Choices.Select((count, place) => new ShadowChoice(
            NameOf(terms, (place / (options + 1)) - 1), NameOf(terms, (place % (options + 1)) - 1), count))
            .Where(choice => choice.Decisions > 0)]))];

    public void Write(RecordWriter writer)
    {
        writer.Count(_models.Count);
        foreach (var (model, lines) in _models)
        {
            writer.String(model);
            writer.Signed(lines.Value);
            writer.Signed(lines.Shadow);
            foreach (var count in lines.Choices) writer.Unsigned((ulong)count);
        }
    }

    public void Read(ref RecordReader reader)
    {
        for (var models = reader.Count(); models > 0; models--)
        {
            var lines = Of(reader.String());
            (lines.Value, lines.Shadow) = (reader.Signed(), reader.Signed());
            foreach (ref var count in lines.Choices.AsSpan()) count = (long)reader.Unsigned();
        }
    }

    private Lines Of(string model)
    {
        if (!_models.TryGetValue(model, out var lines)) _models[model] = lines = new Lines(options);
        return lines;
    }

    private static string NameOf(CampaignTerms terms, int option) =>
        option < 0 ? Treatment.None.Name : terms.Treatments[option].Name;
}
