using WorldModel.Evaluation;

namespace WorldModel.Cli.Reproduction.Decisions;

/// <summary>
/// The figures of a study: every method's incremental value over the two-stage network's at equal spend, paired by
/// draw. A draw's values are taken as shares of its oracle's, so that no draw counts more for being rich; regimes and
/// budgets of one seed are averaged before intervals are made, as they share the world's weights.
/// </summary>
internal sealed class StudySummary
{
    private readonly Study _study;
    private readonly CellResult[] _cells;

    public StudySummary(Study study, CellResult[] cells)
    {
        (_study, _cells) = (study, cells);
        Rows = [.. Summarise()];
        Corrections = [.. Compare()];
        Parts = [.. HoldAgainstParts()];
    }

    public IReadOnlyList<SummaryRow> Rows { get; }

    /// <summary>With the correction beside without it: the network named, and all budgets.</summary>
    public IReadOnlyList<SummaryRow> Corrections { get; }

    /// <summary>Bi-DFCL over each of its parts: the method named is the part. Empty without observed rows.</summary>
    public IReadOnlyList<SummaryRow> Parts { get; }

    public IEnumerable<CellResult> MainCells => _cells.Where(cell => cell.Regime != _study.Corrections?.Name);

    public SummaryRow Of(string regime, string network, string method, string budget) => Rows.Single(row =>
        row.Regime == regime && row.Network == network && row.Method == method && row.Budget == budget);

    /// <summary>Methods in the order of the tables.</summary>
    public static IReadOnlyList<string> Methods(IEnumerable<CellResult> cells)
    {
        string[] first = [CellResult.Oracle, CellResult.Decision, CellResult.TwoStage, "trained on", "ensemble"];
        var all = cells.SelectMany(cell => cell.Earned.Keys).Distinct().ToArray();
        return [.. first.Where(all.Contains), .. all.Except(first)];
    }

    private IEnumerable<SummaryRow> Summarise()
    {
        var regimes = _study.Regimes.Select(regime => regime.Name).ToArray();
        foreach (var network in NetworkSize.All.Select(size => size.Name))
        {
            foreach (var method in Methods(MainCells))
            {
                foreach (var regime in regimes.Length > 1 ? [SummaryRow.All, .. regimes] : regimes)
                {
                    var of = MainCells.Where(cell => cell.Network == network
                        && (regime == SummaryRow.All || cell.Regime == regime)).ToArray();
                    if (of.Length == 0) continue;
                    int[] every = [.. Enumerable.Range(0, Study.Budgets.Length)];
                    var other = method == CellResult.DecisionByArgmax
                        ? CellResult.TwoStageByArgmax
                        : CellResult.TwoStage;
                    yield return Row(of, regime, network, method, other, SummaryRow.All, every);
                    foreach (var budget in every)
                    {
                        yield return Row(
                            of, regime, network, method, other, Study.Budgets[budget], [budget]);
                    }
                }
            }
        }
    }

    private IEnumerable<SummaryRow> Compare()
    {
        if (_study.Corrections is not { } regime) yield break;
        var corrections = Correction.All(_study.Recipes, 0);
        int[] every = [.. Enumerable.Range(0, Study.Budgets.Length)];
        foreach (var network in NetworkSize.All.Select(size => size.Name))
        {
            var of = _cells.Where(cell => cell.Regime == regime.Name && cell.Network == network).ToArray();
            if (of.Length == 0) continue;
            foreach (var correction in corrections)
            {
                var (on, off) = (correction.On.Name(correction.Recipe), correction.Off.Name(correction.Recipe));
                var row = Row(of, regime.Name, network, on, off, SummaryRow.All, every);
                yield return row with { Method = correction.Name };
            }
        }
    }

    private IEnumerable<SummaryRow> HoldAgainstParts()
    {
        if (!_study.Mixes) yield break;
        int[] every = [.. Enumerable.Range(0, Study.Budgets.Length)];
        foreach (var network in NetworkSize.All.Select(size => size.Name))
        {
            foreach (var regime in _study.Regimes.Select(regime => regime.Name).Prepend(SummaryRow.All).Distinct())
            {
                var of = MainCells.Where(cell => cell.Network == network
                    && (regime == SummaryRow.All || cell.Regime == regime)).ToArray();
                if (of.Length == 0) continue;
                foreach (var part in MixedMethods.Parts)
                {
                    var row = Row(of, regime, network, MixedMethods.Bilevel, part, SummaryRow.All, every);
                    yield return row with { Method = part };
                }
            }
        }
    }

    private SummaryRow Row(
        CellResult[] cells, string regime, string network, string method, string other, string budget, int[] budgets)
    {
        var seeds = cells.GroupBy(cell => cell.Seed).OrderBy(group => group.Key).ToArray();
        double[] Means(string name) => [.. seeds.Select(group =>
            group.SelectMany(cell => budgets.Select(b => cell.Earned[name][b] / Unit(cell, b))).Average())];
        var (earned, beside) = (Means(method), Means(other));
        var pairs = cells.SelectMany(cell => budgets.Select(
            b => (X: cell.Earned[method][b], Y: cell.Earned[other][b])));
        return new SummaryRow(
            regime, network, method, budget,
            _study.TruthKnown ? PairedGain.Of(earned, beside) : OverSplits(earned, beside),
            _study.TruthKnown ? earned.Average() : double.NaN,
            pairs.Average(pair => pair.X < pair.Y - .02 * Math.Abs(pair.Y) ? 1.0 : 0));
    }

    /// <summary>Where no oracle is known: what the best arm earns at random at the largest budget, over all
    /// splits.</summary>
    private double Unit(CellResult cell, int budget) => _study.TruthKnown
        ? cell.Earned[CellResult.Oracle][budget]
        : MainCells.Where(other => other.Regime == cell.Regime).Average(other => other.Earned["uniform"][^1]);

    /// <summary>Splits of one table share its rows: their interval does not shrink with their number.</summary>
    private static Estimate OverSplits(double[] earned, double[] beside)
    {
        var mean = beside.Average();
        return SplitInterval.Of([.. earned.Zip(beside, (x, y) => (x - y) / mean)]);
    }
}
