using System.Globalization;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Reporting;

/// <summary>The study's tables, the paper's figures beside ours.</summary>
internal sealed class ThreeInOneTables(TrialSummary summary)
{
    public const string None = "\u2013";
    private const string Machine = "generative/pseudo/machine/";
    private static readonly string[] Pieces = ["machine", "marginals", "logistic"];

    public Table Prediction() => new(
        ["learner", "#visit AUC", "#paper", "#replicate", "#below oracle", "#log loss", "#purchase AUC", "#paper",
            "#replicate", "#below oracle", "#log loss"],
        [.. from learner in summary.With("visit/auc")
            select (string[])[
                learner,
                .. Contrast.Outcomes.SelectMany(outcome => (string[])
                [
                    Cell(learner, $"{outcome}/auc", 4), .. Beside(learner, $"{outcome}/auc", 4),
                    Value(learner, $"{outcome}/aucGap", 4), Value(learner, $"{outcome}/logLoss", 4),
                ])]])
    {
        Caption = "Prediction on the test days",
    };

    /// <summary>Yes or no at a threshold, its author's replicate beside.</summary>
    public Table Decisions() => new(
        ["learner", .. Contrast.Outcomes.SelectMany(outcome => (string[])
            [$"#{outcome}: from", "#accuracy", "#replicate", "#F1", "#replicate"])],
        [.. from learner in summary.With("visit/f1")
            select (string[])[
                learner,
                .. Contrast.Outcomes.SelectMany(outcome => (string[])
                [
                    Value(learner, $"{outcome}/threshold", 2),
                    Value(learner, $"{outcome}/accuracy", 3), Beside(learner, $"{outcome}/accuracy", 3)[1],
                    Value(learner, $"{outcome}/f1", 3), Beside(learner, $"{outcome}/f1", 3)[1],
                ])]])
    {
        Caption = "Yes or no, from the chance on whose F1 is largest on validation days",
    };

    /// <summary>Ranks of a contrast's effect against the traits, logit scale, the paper's beside.</summary>
    public Table Ranks(Contrast contrast)
    {
        var name = contrast.Name + "/logit";
        string[] traits = contrast.Trait == "gamma" ? ["gamma", "alpha", "beta"] : ["alpha", "beta", "gamma"];
        var partial = contrast.Trait == "gamma" ? "gamma|loyalty" : "alpha|beta";
        return new Table(
            ["learner", .. traits.SelectMany(trait => (string[])["#rho " + trait, "#paper", "#replicate"]),
                "#Pearson " + traits[0], "#partial " + partial, $"#rho {traits[0]}, ties drawn",
                $"#{traits[0]}, top quarter", "#bottom quarter"],
            [.. from learner in summary.With(name + "/mean")
                select (string[])[
                    learner,
                    .. traits.SelectMany(trait => (string[])
                    [
                        Cell(learner, $"{name}/spearman/{trait}", 3),
                        .. Beside(learner, $"{name}/spearman/{trait}", 3),
                    ]),
                    Value(learner, $"{name}/pearson/{traits[0]}", 3), Value(learner, $"{name}/partial/{partial}", 3),
                    Value(learner, $"{name}/spearmanTiesBroken/{traits[0]}", 3),
                    Value(learner, $"{name}/highQuartile/{traits[0]}", 3),
                    Value(learner, $"{name}/lowQuartile/{traits[0]}", 3)]])
        {
            Caption = $"{contrast.Name}: rank correlation of the effect with the true traits, logit scale",
        };
    }

    /// <summary>Levels of a contrast's effect against the truth, both scales.</summary>
    public Table Levels(Contrast contrast) => new(
        ["learner", "#mean / truth", "#bias, logit", "#PEHE, logit", "#bias, probability", "#PEHE, probability",
            "#wrong sign"],
        [.. from learner in summary.With(contrast.Name + "/probability/mean")
            let logit = contrast.Name + "/logit/"
            let probability = contrast.Name + "/probability/"
            select (string[])[
                learner, Cell(learner, logit + "meanOverTruth", 2), Cell(learner, logit + "bias", 4),
                Cell(learner, logit + "pehe", 4), Cell(learner, probability + "bias", 4),
                Cell(learner, probability + "pehe", 4), Value(learner, probability + "signErrors", 3)]])
    {
        Caption = $"{contrast.Name}: size of the effect against the truth",
    };

    public Table Placebos() => new(
        ["learner", .. Placebo.SelectMany(contrast => (string[])["#" + contrast.Name + ", mean", "#root-mean-square"])],
        [.. from learner in summary.With(Placebo[0].Name + "/probability/mean")
            select (string[])[
                learner,
                .. Placebo.SelectMany(contrast => summary.Of(learner, contrast.Name + "/imposed") is null
                    ? (string[])
                    [
                        Cell(learner, contrast.Name + "/probability/mean", 4),
                        Cell(learner, contrast.Name + "/probability/rms", 4),
                    ]
                    : ["imposed", "imposed"])]])
    {
        Caption = "Placebos: effects that are exactly zero here, probability scale",
    };

    /// <summary>The clamp test beside the paper's, and what it looks like done properly.</summary>
    public Table Clamp()
    {
        const string learner = Learners.MachineLearner.Title;
        string[] metrics = ["mean", "highBeta", "lowBeta", "highMinusLow", "positive", "pairedT", "welchT"];
        return new Table(
            ["test rows", .. metrics.Select(metric => "#" + metric)],
            [
                ["paper's score, paper", .. metrics.Select(m => Fixed(Published.Of(learner, ScoreOf(m)).Paper, 2))],
                [
                    "its author's replicate",
                    .. metrics.Select(m => Fixed(Published.Of(learner, ScoreOf(m)).Replicate, 2)),
                ],
                .. from row in (IEnumerable<(string Name, string Key)>)
                    [("paper's score, ours", "paperScore"), ("free energy, ours", "freeEnergy"),
                        ("promotions on against off, paper's score", "paperScore/promotion"),
                        ("promotions on against off, free energy", "freeEnergy/promotion")]
                    select (string[])[
                        row.Name, .. metrics.Select(metric => Cell(learner, $"clamp/test/{row.Key}/{metric}", 2))],
            ])
        {
            Caption = "Change of energy in nats when four purchases are written into histories that have none",
        };

        static string ScoreOf(string metric) => "clamp/test/paperScore/" + metric;
    }

    /// <summary>What the machine knows of consumers, piece by piece and as a whole, in nats a row.</summary>
    public Table Generative()
    {
        const string learner = Learners.MachineLearner.Title;
        var parts = summary.Of(learner).SelectMany(result => result.Figures)
            .Select(figure => figure.Metric).Where(metric => metric.StartsWith(Machine, StringComparison.Ordinal))
            .Select(metric => metric[Machine.Length..]).Distinct();
        return new Table(
            ["loss, each hidden in turn", "#machine", "#frequencies", "#logistic regressions"],
            [
                ["all", .. Pieces.Select(name => Value(learner, "generative/pseudo/" + name, 3))],
                .. from part in parts
                    select (string[])[
                        part, .. Pieces.Select(name => Value(learner, $"generative/pseudo/{name}/{part}", 3))],
            ])
        {
            Caption = "Pseudo-likelihood on test rows: nats to be told each group or unit when the rest is known",
        };
    }

    /// <summary>Log likelihoods of whole rows.</summary>
    public Table Likelihood()
    {
        const string learner = Learners.MachineLearner.Title;
        return new Table(
            ["rows", "#machine, annealed importance sampling", "#independent units"],
            [.. from part in (IEnumerable<string>)["train", "test"]
                select (string[])[
                    part, Cell(learner, $"generative/ais/{part}/logLikelihood", 2),
                    Value(learner, $"generative/ais/{part}/marginals", 2)]])
        {
            Caption = "Log likelihood of whole rows, nats a row (a lower bound less the estimated ln Z)",
        };
    }

    /// <summary>Every figure of the learner that is alone in having it.</summary>
    public Table Own(string learner, string prefix) => new(
        ["figure", "#value", "#paper", "#replicate"],
        [.. from metric in summary.Of(learner).SelectMany(result => result.Figures).Select(f => f.Metric).Distinct()
            where metric.StartsWith(prefix, StringComparison.Ordinal)
            select (string[])[metric, Cell(learner, metric, 3), .. Beside(learner, metric, 3)]]);

    private static Contrast[] Placebo => [.. Contrast.All.Where(contrast => contrast.Placebo)];

    private string[] Beside(string learner, string metric, int digits)
    {
        var (paper, replicate) = Published.Of(learner, metric);
        return [Fixed(paper, digits), Fixed(replicate, digits)];
    }

    private string Cell(string learner, string metric, int digits) =>
        summary.Of(learner, metric)?.Format(number => Fixed(number, digits)) ?? None;

    private string Value(string learner, string metric, int digits) =>
        Fixed(summary.Of(learner, metric)?.Value, digits);

    private static string Fixed(double? number, int digits) => number is { } value && double.IsFinite(value)
        ? value.ToString("N" + digits, CultureInfo.InvariantCulture).Replace('-', '\u2212')
        : None;
}
