using System.Globalization;
using WorldModel.Evaluation;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Reporting;

/// <summary>A study as a page for people.</summary>
internal static class ThreeInOneReport
{
    public static string Render(ThreeInOneStudy study, LearnerResult[] results, string command)
    {
        var summary = new TrialSummary(results);
        var (tables, plots) = (new ThreeInOneTables(summary), new ThreeInOnePlots(summary, results));
        var report = new HtmlReport($"Three-in-One, recipe {study.Recipe.Name}")
        {
            Status = ReportStatus.Caution,
            StatusText = study.Scale == StudyScale.Full ? "Measured" : "Quick look",
            Verdict = Verdict(summary),
            Lead = $"{study.World.Consumers} consumers, {study.World.Days} days, the last 30 to test. "
                + (study.Trials > 1
                    ? $"Means of {study.Trials} trials, from the least to the most."
                    : "95 % intervals by drawing consumers."),
            Provenance =
            [
                ("command", command), ("data seeds", string.Join(", ", study.DataSeeds)),
                ("model seeds", string.Join(", ", study.ModelSeeds)),
                ("scale", study.Scale.ToString().ToLowerInvariant()),
            ],
        };
        if (summary.With("visit/auc").Length > 0)
        {
            report.Add(
                "What consumers will do", null,
                [
                    tables.Prediction(), .. summary.With("visit/f1").Length > 0 ? [tables.Decisions()] : NoBlocks,
                    .. plots.Prediction(),
                ]);
        }

        AddEffects(report, summary, tables, plots);
        if (summary.Of(Learners.MachineLearner.Title, "clamp/test/paperScore/mean") is not null)
        {
            report.Add(
                "What the machine finds plausible",
                "The paper's score leaves the entropy out and counts upper couplings twice; the free energy does "
                + "neither. Four purchases in a row and no promotion are two changes at once; the lower rows make "
                + "one.",
                [tables.Clamp(), tables.Own(Learners.MachineLearner.Title, "machine/"), .. plots.Machine()]);
        }

        if (summary.Of(Learners.MachineLearner.Title, "generative/pseudo/machine") is not null)
            report.Add("How well the machine knows consumers", null, tables.Likelihood(), tables.Generative());
        AddLabels(report, new LabelTables(summary));
        return report.Render();
    }

    private static IBlock[] NoBlocks => [];

    /// <summary>Effects, what identifies them, and what happens where that does not hold.</summary>
    private static void AddEffects(
        HtmlReport report, TrialSummary summary, ThreeInOneTables tables, ThreeInOnePlots plots)
    {
        var worlds = new WorldTables(summary);
        if (worlds.Any)
        {
            report.Add(
                "Worlds that break what is taken for granted",
                "Each world departs from the paper's in one thing and has its own truth. Ranks survive where levels "
                + "break: read both.",
                WorldTables.Tests, worlds.Effects(), worlds.Others());
            return;
        }

        foreach (var contrast in Contrast.All.Where(contrast => !contrast.Placebo))
        {
            if (summary.With(contrast.Name + "/probability/mean").Length == 0) continue;
            report.Add(
                $"What {contrast.Name.Replace("->", " changes in ", StringComparison.Ordinal)}", null,
                [tables.Ranks(contrast), tables.Levels(contrast), .. plots.Effect(contrast)]);
        }

        if (summary.With(Contrast.SalePurchase.Name + "/probability/mean").Length > 0)
        {
            report.Add(
                "What identifies these effects", "No table above shows it: the data cannot tell.",
                WorldTables.Assumptions);
        }

        if (summary.With(Contrast.PushPurchase.Name + "/probability/mean").Length > 0)
            report.Add("What changes nothing", null, tables.Placebos());
    }

    private static void AddLabels(HtmlReport report, LabelTables labels)
    {
        if (!labels.Any) return;
        report.Add(
            "What the machine adds",
            "The machine learned from all training rows without labels; heads learn from so many labelled ones. Gains "
            + "with their 95 % interval over draws of labels; for all labels over consumers of the test days.",
            labels.Gains(ridge: false), labels.Gains(ridge: true));
        report.Add("How well the machine knows consumers", null, labels.Likelihood());
    }

    /// <summary>The main figures, for a terminal.</summary>
    public static IEnumerable<string> Lines(ThreeInOneStudy study, LearnerResult[] results)
    {
        var summary = new TrialSummary(results);
        yield return $"{study.Trials} trials, {study.Scale.ToString().ToLowerInvariant()} scale";
        foreach (var learner in summary.With("visit/auc"))
        {
            yield return $"  {learner,-24} visit AUC {Text(summary.Of(learner, "visit/auc"), 4)}, purchase AUC "
                + $"{Text(summary.Of(learner, "purchase/auc"), 4)}, rho(gamma | push) "
                + $"{Text(summary.Of(learner, "push->visit/logit/spearman/gamma"), 3)}, rho(alpha | sale1) "
                + Text(summary.Of(learner, "sale1->purchase/logit/spearman/alpha"), 3);
        }

        if (summary.Of(Learners.MachineLearner.Title, "clamp/test/paperScore/mean") is { } clamp)
        {
            yield return $"  clamp test, paper's score: {Text(clamp, 2)} over "
                + Text(summary.Of(Learners.MachineLearner.Title, "clamp/test/rows"), 0) + " rows";
        }
    }

    private static string Verdict(TrialSummary summary)
    {
        if (summary.With("visit/auc").FirstOrDefault() is not { } learner)
            return new LabelTables(summary).Verdict() ?? "Nothing was predicted.";
        var gamma = summary.Of(learner, "push->visit/logit/spearman/gamma");
        var alpha = summary.Of(learner, "sale1->purchase/logit/spearman/alpha");
        return $"{learner}: visit AUC {Text(summary.Of(learner, "visit/auc"), 4)}, purchase AUC "
            + $"{Text(summary.Of(learner, "purchase/auc"), 4)}; its effect of a push ranks consumers by "
            + $"responsiveness with {Text(gamma, 3)}, that of a sale by price sensitivity with {Text(alpha, 3)}.";
    }

    private static string Text(Estimate? estimate, int digits) => estimate is { } e
        ? e.Value.ToString("N" + digits, CultureInfo.InvariantCulture)
        : "none";
}
