using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using WorldModel.Models.MediaMix;
using WorldModel.Models.MediaMix.Transformer;
using WorldModel.Schema;

namespace WorldModel.Evaluation.MediaMix;

/// <summary>
/// A fitted mix on disk: JSON with the weeks it was fitted on, priors, every draw's parameters, the weights of a
/// transformer's members, a check and a checksum. Numbers round-trip, so a mix that is read gives the bits of the one
/// written. Keep in step with docs/formats.md.
/// </summary>
public static class MixFile
{
    /// <summary>What the field <c>format</c> says.</summary>
    public const string Format = "worldmodel-mix";

    /// <summary>The version that is written and read.</summary>
    public const int Version = 2;

    private const string Seal = ",\"checksum\":\"";

    /// <summary>How far another machine's logarithms and powers may move the check, as a share of it.</summary>
    private const double Rounding = 1e-6;

    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The file's text.</summary>
    /// <exception cref="InputException">The mix is of a kind that has no file.</exception>
    public static string Write(MixFit fit)
    {
        var (curves, members) = fit.Mix switch
        {
            CurveMix own => (own, null),
            TransformerMix ensemble => (ensemble.Posterior, ensemble.Weights),
            _ => throw new InputException("mix", fit.Mix.Model, "ridge, bayes, prior or a transformer"),
        };
        var body = JsonSerializer.Serialize(
            new StoredMix(
                Format, Version, fit.Mix.Model, fit.Seed, StoredWeeks.Of(curves.Fitted), [.. fit.Priors.Roi],
                curves.Baseline.Options, curves.Convergence, [.. curves.Parameters],
                members is null ? null : Array.ConvertAll(members, StoredMix.Bytes), fit.HoldOut, fit.Ridge,
                Check(fit.Mix)),
            Plain);
        return $"{body[..^1]}{Seal}{Checksum(body)}\"}}";
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="name">What errors call it.</param>
    /// <param name="text">JSON.</param>
    /// <param name="threads">Most at once, 0 for one a core.</param>
    /// <exception cref="InputException">It is no mix, one of another version, or not whole.</exception>
    public static MixFit Read(string name, string text, int threads = 0)
    {
        StoredMix stored;
        try
        {
            var node = JsonNode.Parse(text) as JsonObject;
            if ((string?)node?["format"] != Format || (int?)node["version"] != Version)
            {
                throw new InputException(
                    name, $"format {node?["format"]}, version {node?["version"]}",
                    $"format {Format}, version {Version.ToString(CultureInfo.InvariantCulture)}: fit the mix again");
            }

            CheckSeal(name, text);
            stored = node.Deserialize<StoredMix>(Plain)!;
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InputException(name, e.Message, "a mix that mmm fit wrote", e);
        }

        return Restored(name, stored, threads);
    }

    /// <summary>The checksum that a file which was read ends with: its content's name.</summary>
    public static string ChecksumOf(string text) => text.TrimEnd()[^66..^2];

    private static MixFit Restored(string name, StoredMix stored, int threads)
    {
        var mix = stored.Restored(name);
        var found = Check(mix, threads);
        if (!(Math.Abs(found - stored.Check) <= Rounding * Math.Abs(stored.Check)))
            throw new InputException(name, $"{found:R}", $"an expected outcome of {stored.Check:R}, as written");
        return new MixFit(
            mix, MixPriors.Of(mix.Fitted.Channels, stored.Priors), stored.Seed, stored.HoldOut, stored.Ridge);
    }

    private static void CheckSeal(string name, string text)
    {
        var whole = text.TrimEnd();
        var at = whole.LastIndexOf(Seal, StringComparison.Ordinal);
        var found = at < 0 ? null : Checksum(whole[..at] + "}");
        if (found is null || whole[at..] != $"{Seal}{found}\"}}")
        {
            throw new InputException(
                name, at < 0 ? "no checksum" : $"bytes of checksum {found}",
                "the bytes that mmm fit wrote: copy the file again");
        }
    }

    private static string Checksum(string body) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));

    /// <summary>Expected outcome of all weeks summed over the draws: another one where other code reads it.</summary>
    private static double Check(IFittedMix mix, int threads = 0) =>
        PlanTotals.Of(mix, [mix.Fitted], 0, threads: threads)[0].Sum();
}
