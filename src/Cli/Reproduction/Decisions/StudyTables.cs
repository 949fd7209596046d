using WorldModel.Evaluation;
using WorldModel.Evaluation.Reports;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>A study's tables, once for the page and once for the docs.</summary>
internal sealed class StudyTables(Study study, StudySummary summary)
{
    private static readonly string[] Networks = [.. NetworkSize.All.Select(size => size.Name)];

    private string Everything => study.Regimes.Length > 1 ? SummaryRow.All : study.Regimes[0].Name;

    /// <summary>The same with the papers' allocation: predicted costs as they are, the budget perhaps not
    /// spent.</summary>
    public Table ByArgmax() => new(
        ["network", "#all budgets", .. Study.Budgets.Select(b => "#" + b)],
        [.. from network in Networks
            select (string[])[
                network,
                .. Budgets.Select(b => Gain(summary.Of(Everything, network, CellResult.DecisionByArgmax, b).Gain))]])
    {
        Caption = "The same networks, both allocated by argmax at a bisected price, predicted costs as they are",
    };

    /// <summary>Decision-focused training over the two-stage network: network and regime by budget.</summary>
    public Table Decisions() => new(
        ["network", "regime", .. OfOracle(["#two-stage, of oracle"]), "#all budgets",
            .. Study.Budgets.Select(b => "#" + b), "#worse by 2 %", "#kept"],
        [.. from network in Networks
            from regime in study.Regimes.Select(r => r.Name).Prepend(Everything).Distinct()
            let rows = Budgets.Select(b => summary.Of(regime, network, CellResult.Decision, b)).ToArray()
            let twoStage = summary.Of(regime, network, CellResult.TwoStage, SummaryRow.All)
            select (string[])[
                network, regime, .. OfOracle([ForPeople.Percent(twoStage.OfOracle)]),
                .. rows.Select(row => Gain(row.Gain)), ForPeople.Percent(rows[0].Worse), Kept(regime, network)]])
    {
        Caption = "Incremental value of decision-focused training over the two-stage network at equal spend "
            + "(95 %, paired)",
    };

    /// <summary>Every method, all regimes together: gain over the two-stage network of each size.</summary>
    public Table Methods() => new(
        ["method", .. Networks.SelectMany(n => (string[])["#" + n, .. OfOracle(["#of oracle"])])],
        [.. from method in StudySummary.Methods(summary.MainCells)
            select (string[])[
                method,
                .. Networks.SelectMany(network =>
                {
                    var row = summary.Of(Everything, network, method, SummaryRow.All);
                    return (string[])[Gain(row.Gain), .. OfOracle([ForPeople.Percent(row.OfOracle)])];
                })]])
    {
        Caption = "Every method beside the two-stage network of each size, all regimes and budgets",
    };

    /// <summary>
    /// The minimum detectable difference on one draw's test rows (two-sided 5 %, power .8): 2.8 standard errors of the
    /// difference, and its share of what the two-stage network earns.
    /// </summary>
    public Table Detectable() => new(
        ["regime", "network", .. Study.Budgets.Select(b => "#" + b)],
        [.. from regime in study.Regimes.Select(r => r.Name)
            from network in Networks
            let cells = summary.MainCells.Where(c => c.Regime == regime && c.Network == network).ToArray()
            select (string[])[
                regime, network,
                .. Study.Budgets.Select((_, budget) =>
                {
                    double Mean(string method, string of) => cells.Average(c => c.Measures[method + of][budget]);
                    var least = 2.8 * Mean(CellResult.Decision, ": standard error of the difference");
                    var earned = Mean(CellResult.TwoStage, ": doubly robust");
                    return $"{ForPeople.Number(least)} ({ForPeople.Percent(least / earned)})";
                })]])
    {
        Caption = "Minimum detectable difference a consumer on one draw's test rows, and its share of what two stages "
            + "earn",
    };

    /// <summary>Which surrogate is ahead where.</summary>
    public Table Surrogates()
    {
        string[] names = [.. study.Recipes.Candidates(0).Select(recipe => recipe.Name)];
        return new Table(
            ["network", "budget", .. names.Select(name => "#" + name)],
            [.. from network in Networks
                from budget in Budgets
                select (string[])[
                    network, budget,
                    .. names.Select(name => Gain(summary.Of(Everything, network, name, budget).Gain))]])
        {
            Caption = "Each surrogate alone, stopped on validation rows, over the two-stage network",
        };
    }

    /// <summary>Corrections on against off.</summary>
    public Table Corrections() => new(
        ["correction", .. Networks.Select(n => "#" + n)],
        [.. from name in summary.Corrections.Select(row => row.Method).Distinct()
            select (string[])[
                name,
                .. Networks.Select(network => Gain(summary.Corrections
                    .Single(row => row.Method == name && row.Network == network).Gain))]])
    {
        Caption = $"With each correction over without it, all budgets ({study.Corrections?.Name})",
    };

    /// <summary>What the logs of the test rows say, which need no truth.</summary>
    public Table Measures()
    {
        var names = summary.MainCells.SelectMany(cell => cell.Measures.Keys).Distinct().ToArray();
        return new Table(
            ["measure", "regime", .. Networks.SelectMany(n => Study.Budgets.Select(b => $"#{n}, {b}"))],
            [.. from name in names
                from regime in study.Regimes.Select(r => r.Name)
                let cells = summary.MainCells.Where(c => c.Regime == regime && c.Measures.ContainsKey(name)).ToArray()
                where cells.Length > 0
                select (string[])[
                    name, regime,
                    .. Networks.SelectMany(network => Study.Budgets.Select((_, budget) => ForPeople.Number(
                        cells.Where(c => c.Network == network).Average(c => c.Measures[name][budget]))))]])
        {
            Caption = "Means over draws of what the test rows' own log says",
        };
    }

    /// <summary>As a Markdown table under its caption.</summary>
    public static string Markdown(Table table)
    {
        static string Line(IEnumerable<string> cells) => "| " + string.Join(" | ", cells) + " |";
        return string.Join('\n', [
            "**" + table.Caption + "**", "", Line(table.Headers.Select(h => h.TrimStart('#'))),
            Line(table.Headers.Select(_ => "---")), .. table.Rows.Select(Line)]) + "\n";
    }

    public static string Gain(Estimate gain) => gain.Low is { } low && gain.High is { } high
        ? $"{Points(gain.Value)} ({Points(low)} to {Points(high)})"
        : Points(gain.Value);

    private static string[] Budgets => [SummaryRow.All, .. Study.Budgets];

    private static string Points(double share) => (share > 0 ? "+" : "") + ForPeople.Percent(share);

    /// <summary>Columns that there are only where an oracle is known.</summary>
    private string[] OfOracle(string[] cells) => study.TruthKnown ? cells : [];

    /// <summary>How often the validation rows kept the two-stage network.</summary>
    private string Kept(string regime, string network) => ForPeople.Percent(summary.MainCells
        .Where(c => c.Network == network && (regime == SummaryRow.All || c.Regime == regime))
        .SelectMany(c => c.Chosen).Average(name => name == "keep" ? 1.0 : 0));
}
