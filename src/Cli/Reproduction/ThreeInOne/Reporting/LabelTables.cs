using System.Globalization;
using WorldModel.Cli.Reproduction.ThreeInOne.Best.Labels;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Reporting;

/// <summary>What a machine adds, by how many labels there are.</summary>
internal sealed class LabelTables(TrialSummary summary)
{
    private string[] Learners => [.. summary.Learners.Where(
        learner => learner.StartsWith(LabelLearner.Prefix, StringComparison.Ordinal))];

    public bool Any => Learners.Length > 0;

    /// <summary>Heads on inputs against heads on belief.</summary>
    /// <param name="ridge">Whether by one fixed ridge: else with learned priors.</param>
    public Table Gains(bool ridge)
    {
        var prior = ridge ? "/ridge" : "";
        return new Table(
            ["known", "#labels", .. Contrast.Outcomes.SelectMany(outcome => (string[])
                [$"#{outcome} AUC, inputs", "#belief", "#gain"])],
            [.. from learner in Learners
                from labels in LabelLearner.Full.Select(size => LabelLearner.NameOf(size.Labels))
                where summary.Of(learner, $"labels/{labels}/visit{prior}/gain") is not null
                select (string[])[
                    learner[LabelLearner.Prefix.Length..], labels,
                    .. Contrast.Outcomes.SelectMany(outcome => (string[])
                    [
                        Value(learner, $"labels/{labels}/{outcome}{prior}/inputs"),
                        Value(learner, $"labels/{labels}/{outcome}{prior}/belief"),
                        summary.Of(learner, $"labels/{labels}/{outcome}{prior}/gain")!.Value.Format(Text),
                    ])]])
        {
            Caption = ridge
                ? "Heads on the machine's belief against heads on its inputs, one fixed ridge of 1"
                : "Heads on the machine's belief against heads on its inputs, priors learned by marginal likelihood",
        };
    }

    /// <summary>Log likelihoods of whole rows, each machine's.</summary>
    public Table Likelihood() => new(
        ["known", "#training rows", "#independent units", "#test rows", "#independent units"],
        [.. from learner in Learners
            where summary.Of(learner, "generative/ais/train/logLikelihood") is not null
            select (string[])[
                learner[LabelLearner.Prefix.Length..],
                .. new[] { "train", "test" }.SelectMany(part => (string[])
                [
                    summary.Of(learner, $"generative/ais/{part}/logLikelihood")!.Value.Format(Nats),
                    Nats(summary.Of(learner, $"generative/ais/{part}/marginals")!.Value.Value),
                ])]])
    {
        Caption = "Log likelihood of whole rows by annealed importance sampling, nats a row",
    };

    /// <summary>The gain at 1,000 labels in a sentence; null where it was not measured.</summary>
    public string? Verdict() =>
        Learners.FirstOrDefault() is { } learner
        && summary.Of(learner, "labels/1000/visit/gain") is { } visit
        && summary.Of(learner, "labels/1000/purchase/gain") is { } purchase
            ? $"At 1,000 labels heads on the belief differ from heads on its inputs by {Text(visit.Value)} visit AUC "
                + $"and {Text(purchase.Value)} purchase AUC."
            : null;

    private string Value(string learner, string metric) => Text(summary.Of(learner, metric)!.Value.Value);

    private static string Text(double value) => Text(value, 4);

    private static string Nats(double value) => Text(value, 2);

    private static string Text(double value, int digits) =>
        value.ToString("N" + digits, CultureInfo.InvariantCulture).Replace('-', '\u2212');
}
