using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using WorldModel.Models.MediaMix;
using WorldModel.Schema;
using WorldModel.Schema.Media;

namespace WorldModel.Evaluation.MediaMix;

/// <summary>
/// A fitted mix on disk: JSON with the weeks it was fitted on, priors, every draw's parameters and a check. Numbers
/// round-trip, so a mix that is read gives the bits of the one written. Keep in step with docs/formats.md.
/// </summary>
public static class MixFile
{
    /// <summary>What the field <c>format</c> says.</summary>
    public const string Format = "worldmodel-mix";

    /// <summary>The version that is written and read.</summary>
    public const int Version = 1;

    private static readonly JsonSerializerOptions Plain = new(JsonSerializerDefaults.Web);

    /// <summary>Whether there is a file for a mix: for parametric ones.</summary>
    public static bool Holds(IFittedMix mix) => mix is CurveMix;

    /// <summary>The file's text.</summary>
    /// <exception cref="InputException">The mix is of a kind that has no file.</exception>
    public static string Write(MixFit fit)
    {
        var mix = fit.Mix as CurveMix
            ?? throw new InputException("mix", fit.Mix.Model, "a parametric mix: ridge, bayes or prior");
        return JsonSerializer.Serialize(
            new Stored(
                Format, Version, mix.Model, fit.Seed, StoredTable.Of(mix.Fitted), [.. fit.Priors.Roi],
                mix.Baseline.Options, mix.Convergence, [.. mix.Parameters], fit.HoldOut, fit.Ridge, Check(mix)),
            Plain);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="name">What errors call it.</param>
    /// <param name="text">JSON.</param>
    /// <exception cref="InputException">It is no mix, one of another version, or not whole.</exception>
    public static MixFit Read(string name, string text)
    {
        Stored stored;
        try
        {
            var node = JsonNode.Parse(text) as JsonObject;
            if ((string?)node?["format"] != Format || (int?)node["version"] != Version)
            {
                throw new InputException(
                    name, $"format {node?["format"]}, version {node?["version"]}",
                    $"format {Format}, version {Version.ToString(CultureInfo.InvariantCulture)}");
            }

            stored = node.Deserialize<Stored>(Plain)!;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InputException(name, e.Message, "a mix that mmm fit wrote", e);
        }

        return Restored(name, stored);
    }

    private static MixFit Restored(string name, Stored stored)
    {
        var table = stored.Table?.Restored(name) ?? throw new InputException(name, null, "the weeks of the mix");
        var channels = table.Channels.Length;
        var columns = new BaselineColumns(table, stored.Baseline).Count * table.Geos.Length;
        var whole = stored.Draws is { Length: > 0 } && stored.Priors?.Length == channels && stored.Draws.All(draw =>
            draw.Transforms.Length == channels && draw.Weights.Length == channels && draw.Baseline.Length == columns);
        if (!whole) throw new InputException(name, "draws or priors of another size", "one a channel and column");
        var mix = new CurveMix(stored.Model, table, stored.Baseline, stored.Draws!)
        {
            Convergence = stored.Convergence,
        };
        if (Check(mix) != stored.Check)
            throw new InputException(name, $"{Check(mix):R}", $"an expected outcome of {stored.Check:R}, as written");
        return new MixFit(mix, MixPriors.Of(table.Channels, stored.Priors!), stored.Seed, stored.HoldOut, stored.Ridge);
    }

    /// <summary>Expected outcome of all weeks summed over the draws: another one where a number was changed.</summary>
    private static double Check(CurveMix mix)
    {
        var totals = PlanTotals.Of(mix, [mix.Fitted], 0)[0];
        return totals.Sum();
    }

    private sealed record Stored(
        string Format, int Version, string Model, ulong Seed, StoredTable Table, RoiPrior[] Priors,
        BaselineOptions Baseline, double? Convergence, CurveDraw[] Draws, HoldOut HoldOut, HoldOut Ridge, double Check);

    private sealed record StoredTable(
        string Outcome, string[] Channels, string[] Covariates, string[] Geos, DateOnly FirstWeek, int Weeks,
        double[] Outcomes, double[] Spend, double[] Covariate)
    {
        public static StoredTable Of(WeeklyTable table) => new(
            table.OutcomeName, table.Channels, table.Covariates, table.Geos, table.FirstWeek, table.Weeks,
            table.Outcome, table.Spend, table.Covariate);

        public WeeklyTable Restored(string name)
        {
            var table = new WeeklyTable(Outcome, Channels, Covariates, Geos, FirstWeek, Weeks);
            if (Outcomes.Length != table.Outcome.Length || Spend.Length != table.Spend.Length
                || Covariate.Length != table.Covariate.Length)
                throw new InputException(name, "weeks of another size", $"{table.Rows} rows");
            Outcomes.CopyTo(table.Outcome, 0);
            Spend.CopyTo(table.Spend, 0);
            Covariate.CopyTo(table.Covariate, 0);
            return table;
        }
    }
}
