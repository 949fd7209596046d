using WorldModel.Models.Heads;
using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Models;

/// <summary>
/// Fits the memory of responsiveness that a schema asks for: the mix's weights from a regression on attributes and
/// actions, its modifiers from a second one, and the variances from the consumers' tallies.
/// </summary>
internal static class ResponseFit
{
    private static readonly double[] Variances = [0, .0025, .005, .01, .02, .03, .045, .07, .1, .15, .2, .3, .5];

    /// <summary>One an outcome that has a responsiveness, in the schema's order; empty where none has.</summary>
    /// <param name="rows">Training rows.</param>
    /// <param name="selection">Those fitted on.</param>
    /// <param name="threads">0: one per core.</param>
    public static ResponseMemory[] Of(TrainingSet rows, int[] selection, int threads)
    {
        var encoder = new Encoder(rows.Schema);
        var memories = new List<ResponseMemory>();
        for (var outcome = 0; outcome < rows.OutcomeCount; outcome++)
        {
            if (encoder.Layout.ResponseActions(outcome).Count > 0)
                memories.Add(Of(rows, encoder, outcome, selection, threads));
        }

        return [.. memories];
    }

    /// <summary>First column of an outcome's tallies in a row; -1: it has none.</summary>
    public static int StartOf(Encoder encoder, string outcome)
    {
        for (var i = 0; i < encoder.Numbers.Count; i++)
        {
            if (encoder.Numbers[i].Kind == NumberKind.Response && encoder.Numbers[i].Source == outcome)
                return encoder.Units + i;
        }

        return -1;
    }

    private static ResponseMemory Of(
        TrainingSet rows, Encoder encoder, int outcome, int[] selection, int threads)
    {
        var spec = rows.Schema.Outcomes[outcome];
        int[] actions = [.. encoder.Layout.ResponseActions(outcome)];
        var targets = Array.ConvertAll(selection, row => rows.OutcomeRow(row)[outcome]);
        var rules = new HeadRules(rows, BeliefScaling.None);

        var alone = rules.Static(spec, [.. actions.Select(rules.Plain)]);
        var first = Fit(rows, alone, targets, selection, threads);
        var mix = Array.ConvertAll(
            Enumerable.Range(0, actions.Length).ToArray(),
            a => (float)first.Coefficients[alone.Design.DriverStart(a)]);

        var whole = rules.Static(
            spec, [.. actions.Select(rules.Plain), rules.Mix(spec, actions, mix, null)]);
        var second = Fit(rows, whole, targets, selection, threads);
        var memory = Read(encoder, spec.Name, whole.Design, second, mix);
        var (level, slope) = MostLikely(rows, selection, memory);
        return memory with { LevelVariance = level, SlopeVariance = slope };
    }

    private static GeneralisedLinear Fit(
        TrainingSet rows, HeadSpec spec, float[] targets, int[] selection, int threads) => GeneralisedLinear.Fit(
            new HeadRows(
                spec.Design, rows.Visible, [], rows.Actions, rows.ActionUnits, rows.Derived, rows.DerivedInputs,
                selection),
            targets, OutcomeFamily.Binary, spec.Groups, threads);

    private static ResponseMemory Read(
        Encoder encoder, string outcome, HeadDesign design, GeneralisedLinear fit, float[] mix)
    {
        var beta = fit.Coefficients;
        var level = new RowForm(beta[0], design.MainEffects, beta[1..design.BaseFeatures]);
        var driver = design.Drivers[^1];
        var start = design.DriverStart(design.Drivers.Length - 1);
        var (constant, weights) = (beta[start], new SortedDictionary<int, double>());
        for (var m = 0; m < driver.Modifiers.Length; m++)
        {
            var modifier = driver.Modifiers[m];
            var slope = beta[start + 1 + m];
            constant += slope * modifier.Offset;
            for (var i = 0; i < modifier.Units.Length; i++)
                weights[modifier.Units[i]] =
                    weights.GetValueOrDefault(modifier.Units[i]) + (slope * modifier.Weights[i]);
        }

        float[] own = [.. Enumerable.Range(0, mix.Length).Select(a => (float)beta[design.DriverStart(a)])];
        return new ResponseMemory(
            outcome, StartOf(encoder, outcome), level, new RowForm(constant, [.. weights.Keys], [.. weights.Values]),
            mix, own, 0, 0);
    }

    /// <summary>The variances with the largest marginal likelihood of each consumer's last tallies.</summary>
    private static (double Level, double Slope) MostLikely(
        TrainingSet rows, int[] selection, ResponseMemory memory)
    {
        var last = new Dictionary<int, int>();
        foreach (var row in selection)
        {
            if (!last.TryGetValue(rows.Consumer[row], out var known) || rows.Day[row] > rows.Day[known])
                last[rows.Consumer[row]] = row;
        }

        ResponseSums[] sums = [.. last.Values.Order().Select(row => memory.SumsOf(rows.VisibleRow(row)))];
        return ResponseSums.MostLikely(sums, Variances);
    }
}
