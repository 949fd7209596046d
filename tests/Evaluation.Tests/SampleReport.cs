using WorldModel.Evaluation.Reports;

namespace WorldModel.Evaluation.Tests;

/// <summary>A report with one of every block, made of invented figures.</summary>
public static class SampleReport
{
    public static HtmlReport Build() => new HtmlReport("Sample \u00b7 spring campaign")
    {
        Status = ReportStatus.Good,
        StatusText = "Holds",
        Verdict = "The allocation delivers 1.9 times what the best single treatment does at the same spend.",
        Lead = "True value on 1,024 simulated consumers, decided for day 365; every rule spends the same $23.04.",
        KeyFigures =
        [
            new("Value delivered", "$61.80", "claimed $59.90"), new("Spend", "$23.04", "of $23.04"),
            new("Shadow price", "$1.92", "what the next $1 buys"), new("Visit AUC", ".722", "oracle .731"),
        ],
        Provenance =
        [
            ("command", "worldmodel demo --seed 42 --consumers 1024 --days 365 --out out"), ("seed", "42"),
            ("model", "3f9a0c1e77d2b4a8c6e5f00912ab34cd56ef7890a1b2c3d4e5f60718293a4b5c"),
        ],
    }
    .Add("Rules at equal spend", "Each rule spends the budget; bars are the true value with 95 % intervals.", Bars())
    .Add(
        "What another budget would buy", "Drag the line, or use the slider's arrow keys.",
        new FrontierChart("Value bought, by budget", Curve(), 23.04)
        {
            Comparisons =
            [
                new LineSeries("push to a random share", [(0, 0), (51.2, 48)]),
                new LineSeries("coupon to a random share", [(0, 0), (80, 41)]),
            ],
        })
    .Add("Three consumers", null, Consumers())
    .Add(
        "Can the numbers be trusted", "Predicted against observed, in ten bins of equal size.",
        Calibration(), Learning(), new Table(
            ["Action", "#Share treated", "#Effective sample", "Identified"],
            [
                ["push", "20.0 %", "58,214", "randomised"], ["coupon", "10.0 %", "31,007", "adjusted"],
                ["sale1", "14.2 %", "0", "no: every Sunday and never else"],
            ])
        { Caption = "Overlap per action", Highlight = 0 })
    .Add("What not to trust", null, new Bullets(
        "Effects of sale1: there is no day on which it might have been otherwise.",
        "Consumers with <script>alert(1)</script> in their name: that is a test of this page."));

    private static BarChart Bars() => new(
        "True value, $", ["delivered", "claimed"],
        [
            new("Oracle", [new(68.2, 64.9, 71.5)]),
            new("This allocation", [new(61.8, 58.6, 65.1), new(59.9)], Highlight: true),
            new("Logistic S-learner", [new(55.3, 52.0, 58.8), new(97.4)]),
            new("Push to random consumers", [new(32.6, 29.8, 35.5)]),
            new("Loyal first", [new(28.1, 25.0, 31.2)]), new("Likely first", [new(14.4, 11.9, 17.2)]),
            new("Coupon to random consumers", [new(-3.1, -5.9, -.4)]),
        ])
    { Format = value => ForPeople.Money(value), Note = "Claimed: what the rule's own model says it is worth." };

    private static List<(double Budget, double Value, double Price)> Curve() =>
        [.. Enumerable.Range(0, 121).Select(i => i / 120.0).Select(
            share => (100 * share, 110 * (1 - Math.Exp(-2.4 * share)), share < 1 ? 2.64 * Math.Exp(-2.4 * share) : 0))];

    private static Cards Consumers() => new(
        [.. Enumerable.Range(1, 2).Select(i => new Card(
            $"Consumer {i * 117}", "Store 3, aged 35 to 44, loyal: push, because it buys $0.41 for $0.05.",
            new Timeline(
                [.. Enumerable.Range(1, 30).Select(day => $"Dec {day}")],
                [
                    new("push", [2, 9, 16 + i]), new("coupon", [11]), new("visit", [1, 2, 9, 10, 17 + i, 24, 25], true),
                    new("purchase", [2, 25], true),
                ]),
            new Table(
                ["Option", "#Visit", "#Purchase", "#Net value"],
                [
                    ["none", "21.0 %", "3.1 %", "0"], ["push", "28.4 %", "3.3 %", "+$0.36"],
                    ["coupon", "23.9 %", "3.2 %", "\u2212$0.05"],
                ])
            { Highlight = 1 }))]);

    private static CalibrationChart Calibration() => new(
        "Visits, last 30 days",
        [
            new("no push", [.. Enumerable.Range(0, 10).Select(
                i => (.08 + .05 * i, new Estimate(.07 + .052 * i, .055 + .052 * i, .085 + .052 * i), 2700L))]),
            new("push", [.. Enumerable.Range(0, 10).Select(
                i => (.12 + .055 * i, new Estimate(.13 + .05 * i, .09 + .05 * i, .17 + .05 * i), 640L))]),
        ]);

    private static LineChart Learning() => new(
        "Uplift curve: visits gained per 1,000 consumers",
        [
            new("by predicted uplift", [.. Enumerable.Range(0, 21).Select(i => (i / 20.0, 76 * Math.Sqrt(i / 20.0)))])
            {
                Band = [.. Enumerable.Range(0, 21).Select(
                    i => (70 * Math.Sqrt(i / 20.0) - .2 * i, 82 * Math.Sqrt(i / 20.0) + .2 * i))],
            },
            new("at random", [(0, 0), (1, 76)]) { Reference = true },
        ])
    { XName = "share treated", YName = "visits", FormatX = value => ForPeople.Percent(value) };
}
