using System.Buffers.Binary;
using WorldModel.Models.MediaMix;
using WorldModel.Models.MediaMix.Transformer;
using WorldModel.Schema;

namespace WorldModel.Evaluation.MediaMix;

/// <summary>
/// A mix as <see cref="MixFile"/> has it, field by field. Members are averaged weights, float32 little-endian; null for
/// a parametric mix.
/// </summary>
internal sealed record StoredMix(
    string Format, int Version, string Model, ulong Seed, StoredWeeks Table, RoiPrior[] Priors,
    BaselineOptions Baseline, double? Convergence, CurveDraw[] Draws, byte[][]? Members, HoldOut HoldOut,
    HoldOut Ridge, double Check)
{
    private const int MostWaves = 26;

    /// <summary>Weights as they stand in the file.</summary>
    public static byte[] Bytes(float[] weights)
    {
        var bytes = new byte[sizeof(float) * weights.Length];
        for (var i = 0; i < weights.Length; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(sizeof(float) * i), weights[i]);
        return bytes;
    }

    /// <exception cref="InputException">The parts do not fit together.</exception>
    public IFittedMix Restored(string name)
    {
        var table = Table.Restored(name);
        RequireSizes(name, table.Channels.Length, table.Weeks);
        var columns = new BaselineColumns(table, Baseline).Count * table.Geos.Length;
        Require(name, Draws.All(draw => draw.Baseline.Length == columns), "baselines of another size", $"{columns}");
        Require(name, Draws.All(IsFinite), "a parameter that is no number of its kind", "finite parameters");
        var curves = new CurveMix(Members is null ? Model : "bayes", table, Baseline, Draws)
        {
            Convergence = Convergence,
        };
        return Members is null ? curves : TransformerMix.Of(Model, curves, [.. Members.Select(Weights)]);
    }

    private static float[] Weights(byte[] bytes)
    {
        var weights = new float[bytes.Length / sizeof(float)];
        for (var i = 0; i < weights.Length; i++)
            weights[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes.AsSpan(sizeof(float) * i));
        return weights;
    }

    private void RequireSizes(string name, int channels, int weeks)
    {
        Require(
            name, Baseline is { Harmonics: >= 0 and <= MostWaves, KnotSpacing: >= 0 } && Baseline.KnotSpacing <= weeks,
            $"{Baseline.Harmonics} waves, knots every {Baseline.KnotSpacing} weeks", $"at most {MostWaves}, {weeks}");
        Require(name, Priors.Length == channels, $"{Priors.Length} priors", $"{channels}, one a channel");
        Require(name, Draws.Length > 0, "no draws", "at least one");
        Require(
            name, Draws.All(draw => draw?.Transforms.Length == channels && draw.Weights.Length == channels),
            "draws of another size", $"{channels} transforms and weights");
        Require(
            name, Members is null || Members.Length > 0 && Members.All(member => member is not null),
            "no members", "at least one, or null");
    }

    private static bool IsFinite(CurveDraw draw) =>
        draw.Weights.All(double.IsFinite) && draw.Baseline.All(double.IsFinite)
        && draw.Transforms.All(transform => transform is { Decay: >= 0 and < 1, Half: > 0, Shape: > 0 });

    private static void Require(string name, bool holds, string got, string expected)
    {
        if (!holds) throw new InputException(name, got, expected);
    }
}
