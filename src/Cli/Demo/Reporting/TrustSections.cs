using WorldModel.Cli.Demo.Findings;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Demo.Reporting;

/// <summary>How far to trust it: overlap and calibration per action, and what not to trust at all.</summary>
internal static class TrustSections
{
    public static void Add(HtmlReport report, DemoFindings found)
    {
        report.Add(
            "Can the data tell?",
            "An effect is given a number only where comparable consumers were seen with and without the action.",
            Overlap(found), Calibration(found), Bins(found));
        report.Add("What not to trust", null, new Bullets([.. Caveats(found)]));
    }

    private static Table Overlap(DemoFindings found) => new(
        ["action", "effect", "#share of rows", "#outside .02 to .98", "why"],
        [.. found.Actions.Select(a => new[]
        {
            a.Action, a.Identified, ForPeople.Percent(a.Share), ForPeople.Percent(a.OutsideShare), a.Reason,
        })]);

    private static Table Calibration(DemoFindings found) => new(
        ["where this was on", "outcome", "#rows", "#predicted", "#observed", "#difference"],
        [.. found.Actions.SelectMany(a => a.Outcomes.Select(o => new[]
        {
            a.Action, o.Outcome, ForPeople.Count(o.Rows), ForPeople.Percent(o.Predicted),
            ForPeople.Percent(o.Observed), ForPeople.Percent(o.Predicted - o.Observed),
        }))])
    {
        Caption = "Predicted and observed on the streamed days, which the model never saw",
    };

    private static CalibrationChart Bins(DemoFindings found) => new(
        "Predicted against observed, in ten equal groups",
        [.. found.Calibration.Select(c => new CalibrationSeries(c.Outcome, c.Points))]);

    private static IEnumerable<string> Caveats(DemoFindings found)
    {
        foreach (var check in DemoVerdict.Checks(found).Where(c => !c.Holds))
            yield return $"{check.Name}: {check.Sentence}.";
        foreach (var action in found.Actions.Where(a => a.Identified == "no"))
            yield return $"No effect of {action.Action} is given: {action.Reason}.";
        yield return "The world is simulated and simple: effects do not wear off with repetition, and a treatment "
            + "today has no price tomorrow. Real consumers are noisier and stranger.";
        yield return "Intervals of the rules say what another draw of consumers would change, not another training of "
            + "the model; intervals of a consumer's options hold the belief fixed.";
        yield return "The purchase effect of a coupon is learned through its price, whose coefficient rests mostly on "
            + "the store campaigns and sale months: it is right here because the simulation works through price too.";
        yield return "No consumer was held out and none explored, so that all rules spend alike. A real campaign "
            + "should keep both, or it cannot be checked.";
    }
}
