using System.Globalization;
using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Azure;

/// <summary>
/// Names of blobs in a store's container (docs/formats.md, section Store). Numbers have 19 digits, so that names sort
/// as numbers do; keys stand between equals signs, so that none is a dot.
/// </summary>
internal static class BlobNames
{
    public const string Meta = "meta";
    public const string Heads = "heads/";
    public const string Work = "work/";

    public static string Owner(long owner) => $"owners/{Number(owner)}";

    public static string Head(GrainAddress grain) => Heads + Path(grain);

    public static string WorkOf(GrainAddress grain) => Work + Path(grain);

    public static string Data(GrainAddress grain) => $"data/{Path(grain)}/";

    public static string Taken(long owner) => $"taken/{Number(owner)}/";

    public static string Taken(long owner, GrainAddress grain, long epoch) =>
        $"{Taken(owner)}{Path(grain)}/{Number(epoch)}";

    public static string Segment(GrainAddress grain, long first, long epoch) =>
        $"{Data(grain)}frames-{Number(first)}-{Number(epoch)}";

    public static string Snapshot(GrainAddress grain, long sequence, long epoch) =>
        $"{Data(grain)}snapshot-{Number(sequence)}-{Number(epoch)}";

    public static string Base(GrainAddress grain, long sequence, int day) =>
        $"{Data(grain)}base-{Number(sequence)}-{Number(day)}";

    /// <summary>The grain of a name behind its prefix.</summary>
    public static GrainAddress Grain(string path)
    {
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        int end = path.IndexOf('/', slash + 1);
        var key = end < 0 ? path[(slash + 1)..] : path[(slash + 1)..end];
        return new GrainAddress(path[..slash], Uri.UnescapeDataString(key[1..^1]));
    }

    /// <summary>Kind and numbers of a name in a grain's data.</summary>
    public static (string Kind, long First, long Second) Parts(string name)
    {
        var parts = name[(name.LastIndexOf('/') + 1)..].Split('-');
        return (parts[0], Parse(parts[1]), Parse(parts[2]));
    }

    public static long Parse(string number) => long.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Path(GrainAddress grain) => $"{grain.Kind}/={Uri.EscapeDataString(grain.Key)}=";

    private static string Number(long number) => number.ToString("D19", CultureInfo.InvariantCulture);
}
