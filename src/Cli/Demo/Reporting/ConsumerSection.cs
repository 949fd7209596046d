using WorldModel.Cli.Demo.Findings;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Demo.Reporting;

/// <summary>A few consumers: what happened, what could be done, what was decided and why.</summary>
internal static class ConsumerSection
{
    public static void Add(HtmlReport report, DemoFindings found) => report.Add(
        "Three consumers",
        "The belief about a consumer stays; only the treatment changes. Chances with 90 % intervals; what an option is "
        + "worth, costs, brings beyond what its money buys elsewhere (net), and truly brings.",
        new Cards([.. found.Stories.Select(Card)]));

    private static Card Card(ConsumerStory story) => new(
        $"{story.Why}: {story.Decision}", $"Consumer {story.Consumer}: {story.Attributes}.",
        History(story),
        Levels(story),
        Worth(story),
        new Prose(story.Reason, $"Plausibility: percentile {story.Plausibility:F0} of the rows trained on "
            + "(low is unfamiliar)."));

    private static Timeline History(ConsumerStory story)
    {
        return new Timeline(
            [.. story.History.Select(d => d.Day.ToString("d MMM"))],
            [
                Lane("push", d => d.Push), Lane("coupon", d => d.Coupon), Lane("campaign", d => d.Campaign),
                Lane("visit", d => d.Visit, outcome: true), Lane("purchase", d => d.Purchase, outcome: true),
            ]);

        TimelineLane Lane(string name, Func<StoryDay, bool> happened, bool outcome = false) => new(
            name, [.. story.History.Index().Where(d => happened(d.Item)).Select(d => d.Index)], outcome);
    }

    private static Table Levels(ConsumerStory story) => new(
        ["option", .. story.Options[0].Outcomes.Select(o => "#" + o.Outcome)],
        [.. story.Options.Select(o => (string[])[o.Treatment, .. o.Outcomes.Select(Level)])])
    {
        Highlight = Decided(story),
    };

    private static Table Worth(ConsumerStory story) => new(
        ["option", "#worth", "#cost", "#net", "#truth"],
        [.. story.Options.Where(o => o.Cost > 0).Select(o => new[]
        {
            o.Treatment, $"{Cents(o.Value)} \u00b1 {Cents((o.ValueHigh - o.ValueLow) / 2)}", Cents(o.Cost),
            Cents(o.Net), Cents(o.TrueValue),
        })])
    {
        Highlight = Decided(story) - 1,
    };

    private static int Decided(ConsumerStory story) =>
        story.Options.Index().First(o => o.Item.Treatment == story.Decision).Index;

    private static string Level(StoryOutcome outcome) => outcome.Level is { } level
        ? ForPeople.Interval(level, outcome.Low ?? level, outcome.High ?? level, v => $"{v:F2}")
        : "not identified";

    private static string Cents(double value) => $"{value:F3}".Replace('-', '\u2212');
}
