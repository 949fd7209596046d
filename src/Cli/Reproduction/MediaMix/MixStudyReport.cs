using System.Text.Json.Nodes;
using WorldModel.Cli.MediaMix;
using WorldModel.Evaluation;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Reproduction.MediaMix;

/// <summary>The study as a page, as results for programs, and as tables for the docs.</summary>
internal static class MixStudyReport
{
    private static readonly string[] Headers =
    [
        "Learner", "#Contribution error", "#Less than ridge's", "#Error of return", "#Coverage of 90 %", "#Regret",
        "#True gain", "#Claimed gain", "#Markets made worse", "#Not refused", "#Confounded market",
    ];

    public static string Sentence(IReadOnlyList<LearnerSummary> summaries)
    {
        var best = summaries.Where(own => own.Coverage is not null).MinBy(own => own.ContributionError.Value)!;
        return $"{best.Learner} has the smallest error of contributions: "
            + $"{best.ContributionError.Format(ForPeople.Percent)} of what media bring.";
    }

    public static string Page(
        MixStudy study, IReadOnlyList<MarketScore> scores, IReadOnlyList<LearnerSummary> summaries, string command) =>
        new HtmlReport("Media mix in simulated markets")
        {
            Status = ReportStatus.Caution,
            StatusText = $"{study.Markets} markets",
            Verdict = Sentence(summaries),
            Lead = "Contribution error: sum of absolute errors over true media contribution. Regret and gains are "
                + "shares of what media truly bring in the planned year. Intervals are 95 %, of markets drawn anew.",
            Provenance = [("command", command), ("seed", $"{study.Seed}")],
        }
        .Add("Learners", null, new Table(Headers, Rows(summaries)))
        .Add("Every market", null, new Table(
            ["Market", "Family", "Learner", "#Contribution error", "#Error of return", "#Covered", "#Regret", "#Gain",
                "Status"],
            [.. scores.Select(score => new[]
            {
                study.IsConfounded(score) ? $"{score.Market}, confounded" : $"{score.Market}", score.Family,
                score.Learner, ForPeople.Percent(score.ContributionError), ForPeople.Percent(score.RoiError),
                score.Covered is { } covered ? $"{covered} of {score.Channels}" : "", ForPeople.Percent(score.Regret),
                ForPeople.Percent(score.Gain), score.Status,
            })]))
        .Render();

    public static string Markdown(IReadOnlyList<LearnerSummary> summaries)
    {
        var lines = new List<string>
        {
            "| " + string.Join(" | ", Headers.Select(header => header.TrimStart('#'))) + " |",
            "|" + string.Concat(Headers.Select(_ => " --- |")),
        };
        lines.AddRange(Rows(summaries).Select(row => "| " + string.Join(" | ", row) + " |"));
        return string.Join('\n', lines) + "\n";
    }

    public static JsonObject Json(
        MixStudy study, IReadOnlyList<MarketScore> scores, IReadOnlyList<LearnerSummary> summaries) => new()
        {
            ["markets"] = study.Markets,
            ["seed"] = study.Seed,
            ["learners"] = MixJson.Array(summaries, own => new JsonObject
            {
                ["learner"] = own.Learner,
                ["contributionError"] = MixJson.Of(own.ContributionError),
                ["lessRidge"] = MixJson.Of(own.BelowRidge),
                ["roiError"] = MixJson.Of(own.RoiError),
                ["coverage"] = own.Coverage,
                ["regret"] = MixJson.Of(own.Regret),
                ["gain"] = MixJson.Of(own.Gain),
                ["claimed"] = own.Claimed,
                ["madeWorse"] = own.MadeWorse,
                ["notRefused"] = own.Usable,
                ["refusesConfounded"] = own.RefusesConfounded,
            }),
            ["scores"] = MixJson.Array(scores, score => new JsonObject
            {
                ["market"] = score.Market,
                ["family"] = score.Family,
                ["confounded"] = study.IsConfounded(score),
                ["learner"] = score.Learner,
                ["contributionError"] = score.ContributionError,
                ["roiError"] = score.RoiError,
                ["covered"] = score.Covered,
                ["channels"] = score.Channels,
                ["regret"] = score.Regret,
                ["gain"] = score.Gain,
                ["claimed"] = score.Claimed,
                ["status"] = score.Status,
            }),
        };

    private static string[][] Rows(IReadOnlyList<LearnerSummary> summaries) => [.. summaries.Select(own => new[]
    {
        own.Learner, Percent(own.ContributionError), own.Learner == "ridge" ? "" : Percent(own.BelowRidge),
        Percent(own.RoiError), own.Coverage is { } coverage ? ForPeople.Percent(coverage) : "", Percent(own.Regret),
        Percent(own.Gain), ForPeople.Percent(own.Claimed), ForPeople.Percent(own.MadeWorse),
        own.Learner == MixStudy.LastYear ? "" : ForPeople.Percent(own.Usable),
        own.Learner == MixStudy.LastYear ? "" : own.RefusesConfounded ? "refused" : "not refused",
    })];

    private static string Percent(Estimate estimate) =>
        double.IsNaN(estimate.Value) ? "" : estimate.Format(ForPeople.Percent);
}
