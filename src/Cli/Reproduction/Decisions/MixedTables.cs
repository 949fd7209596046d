using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>The tables of a study with observed rows.</summary>
internal sealed class MixedTables(Study study, StudySummary summary)
{
    private static readonly string[] Networks = [.. NetworkSize.All.Select(size => size.Name)];

    private string Everything => study.Regimes.Length > 1 ? SummaryRow.All : study.Regimes[0].Name;

    /// <summary>
    /// Processor seconds to train for all three budgets, beyond the networks that a method starts from, mean over
    /// cells.
    /// </summary>
    public static IEnumerable<TrainingTime> Training(StudySummary summary) =>
        from method in summary.MainCells.SelectMany(cell => cell.Measures.Keys).Distinct()
        where method.EndsWith(MixedMethods.Seconds, StringComparison.Ordinal)
        from cells in summary.MainCells.GroupBy(cell => cell.Network)
        select new TrainingTime(
            method[..^MixedMethods.Seconds.Length], cells.Key, cells.Average(cell => cell.Measures[method].Sum()));

    /// <summary>Bi-DFCL over each part, all regimes and budgets.</summary>
    public Table Parts() => new(
        ["Bi-DFCL over", .. Networks.Select(n => "#" + n)],
        [.. from part in MixedMethods.Parts
            select (string[])[part, .. Networks.Select(n => Part(SummaryRow.All, n, part))]])
    {
        Caption = "Incremental value of Bi-DFCL over each of its parts at equal spend, all regimes and budgets "
            + "(95 %, paired)",
    };

    /// <summary>The same by regime, over what else is tried first.</summary>
    public Table Regimes()
    {
        string[] parts = [CellResult.TwoStage, MixedMethods.Pooled, CellResult.Decision, MixedMethods.TeacherOnly];
        return new Table(
            ["network", "regime", .. parts.Select(part => "#over " + part)],
            [.. from network in Networks
                from regime in study.Regimes.Select(regime => regime.Name)
                select (string[])[network, regime, .. parts.Select(part => Part(regime, network, part))]])
        {
            Caption = "Bi-DFCL over its parts, regime by regime",
        };
    }

    /// <summary>Every method over the two-stage network of the experiment alone.</summary>
    public Table Methods() => new(
        ["method", .. Networks.SelectMany(n => (string[])["#" + n, "#of oracle"])],
        [.. from method in StudySummary.Methods(summary.MainCells)
            select (string[])[
                method,
                .. Networks.SelectMany(network =>
                {
                    var row = summary.Of(Everything, network, method, SummaryRow.All);
                    return (string[])[StudyTables.Gain(row.Gain), ForPeople.Percent(row.OfOracle)];
                })]])
    {
        Caption = "Every method beside the two-stage network of the experiment alone, all regimes and budgets",
    };

    /// <summary>Bi-DFCL and what was chosen, by budget.</summary>
    public Table Budgets() => new(
        ["method", "network", "#all budgets", .. Study.Budgets.Select(b => "#" + b), "#worse by 2 %"],
        [.. from method in (string[])[MixedMethods.Bilevel, MixedMethods.Chosen]
            from network in Networks
            let rows = ((string[])[SummaryRow.All, .. Study.Budgets])
                .Select(b => summary.Of(Everything, network, method, b)).ToArray()
            select (string[])[
                method, network, .. rows.Select(row => StudyTables.Gain(row.Gain)), ForPeople.Percent(rows[0].Worse)]])
    {
        Caption = "Over the two-stage network of the experiment alone, by budget",
    };

    /// <summary>Training time of each method.</summary>
    public Table Times()
    {
        var times = Training(summary).ToArray();
        return new Table(
            ["method", .. Networks.SelectMany(n => (string[])["#" + n + ", s", "#times two-stage"])],
            [.. from method in times.Select(each => each.Method).Distinct()
                select (string[])[
                    method,
                    .. Networks.SelectMany(network =>
                    {
                        double Of(string name) => times.Single(t => t.Method == name && t.Network == network).Seconds;
                        return (string[])[
                            ForPeople.Number(Of(method)), ForPeople.Number(Of(method) / Of(CellResult.TwoStage))];
                    })]])
        {
            Caption = "Processor seconds to train for all three budgets, validation included, beyond the networks that "
                + "a method starts from",
        };
    }

    private string Part(string regime, string network, string part) => StudyTables.Gain(summary.Parts.Single(row =>
        row.Regime == regime && row.Network == network && row.Method == part).Gain);
}

/// <summary>How long a method's training takes.</summary>
internal readonly record struct TrainingTime(string Method, string Network, double Seconds);
