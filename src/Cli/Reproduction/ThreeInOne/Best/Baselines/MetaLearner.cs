using WorldModel.Models.Heads;
using WorldModel.Numerics;

namespace WorldModel.Cli.Reproduction.ThreeInOne.Best.Baselines;

/// <summary>
/// X- and DR-learner (Kuenzel et al. 2019; Kennedy 2023) on regressions with learned priors, which fit this world
/// better than the paper's random forests. Effects are differences of probabilities; on the logit scale they are put
/// on the learner's own chance without the action.
/// </summary>
internal sealed class MetaLearner(SharedInputs shared, InputChoice choice, bool doublyRobust) : IWorldLearner
{
    /// <summary>Propensities are kept this far from 0 and 1.</summary>
    private const double Clip = .01;

    public string Name => choice.Named(doublyRobust ? "DR-learner" : "X-learner");

    public Findings Learn(Trial trial, Action<double, string> progress)
    {
        var tables = shared.Tables(trial, choice, progress);
        var findings = new Findings(Name);
        foreach (var contrast in choice.Contrasts.Where(contrast => !contrast.Placebo))
        {
            progress(.5, contrast.Name);
            var arms = new Arms(trial.Data, tables, contrast);
            var (off, effect) = doublyRobust ? Robust(trial.Data, arms) : Crossed(trial.Data, arms);
            findings.Effects[contrast] = arms.EffectOf(off, effect);
        }

        return findings;
    }

    private static (double[] Off, double[] Effect) Crossed(WorldData data, Arms arms)
    {
        var (treated, control) = (arms.RowsIn(data.Train, true), arms.RowsIn(data.Train, false));
        var (on, off) = (arms.Outcome(treated), arms.Outcome(control));
        var gained = arms.Regress(treated, Less(arms.Happened(treated), Arms.Chances(off, treated)));
        var missed = arms.Regress(control, Less(Arms.Chances(on, control), arms.Happened(control)));
        var propensity = Arms.Chances(arms.Propensity(data.Train), data.Test);
        var (ofTreated, ofControl) = (gained.Logits(data.Test), missed.Logits(data.Test));
        return (Arms.Chances(off, data.Test),
            [.. propensity.Select((p, i) => p * ofControl[i] + (1 - p) * ofTreated[i])]);
    }

    /// <summary>Two folds of consumers: each gets its pseudo-outcomes from models of the other.</summary>
    private static (double[] Off, double[] Effect) Robust(WorldData data, Arms arms)
    {
        var (effect, without) = (new double[data.Test.Length], new double[data.Test.Length]);
        for (var fold = 0; fold < 2; fold++)
        {
            int[] fit = [.. data.Train.Where(row => data.Rows.Consumer[row] % 2 == fold)];
            int[] rest = [.. data.Train.Where(row => data.Rows.Consumer[row] % 2 != fold)];
            var (on, off) = (arms.Outcome(arms.RowsIn(fit, true)), arms.Outcome(arms.RowsIn(fit, false)));
            var (chancesOn, chancesOff) = (Arms.Chances(on, rest), Arms.Chances(off, rest));
            var propensity = Arms.Chances(arms.Propensity(fit), rest);
            var happened = arms.Happened(rest);
            var pseudo = new double[rest.Length];
            for (var i = 0; i < rest.Length; i++)
            {
                var p = Math.Clamp(propensity[i], Clip, 1 - Clip);
                pseudo[i] = chancesOn[i] - chancesOff[i] + (arms.Treated(rest[i])
                    ? (happened[i] - chancesOn[i]) / p
                    : -(happened[i] - chancesOff[i]) / (1 - p));
            }

            var found = arms.Regress(rest, pseudo).Logits(data.Test);
            var chances = Arms.Chances(off, data.Test);
            for (var i = 0; i < effect.Length; i++)
                (effect[i], without[i]) = (effect[i] + .5 * found[i], without[i] + .5 * chances[i]);
        }

        return (without, effect);
    }

    private static double[] Less(double[] a, double[] b) => [.. a.Zip(b, (x, y) => x - y)];
}

/// <summary>Regressions within and across the two arms of a contrast; the day's other actions are inputs.</summary>
internal sealed class Arms
{
    private readonly WorldData _data;
    private readonly FeatureTable[] _tables;
    private readonly Contrast _contrast;

    public Arms(WorldData data, FeatureTable[] tables, Contrast contrast)
    {
        (_data, _contrast) = (data, contrast);
        int[] others = [.. Enumerable.Range(0, data.Rows.ActionUnits).Where(action => action != contrast.Action)];
        Others = FeatureTable.Of(
            data.Rows.Rows, Array.ConvertAll(others, action => $"action {action}"),
            Array.ConvertAll(others, _ => "actions"), (row, to) =>
            {
                var actions = data.Rows.ActionRow(row);
                for (var i = 0; i < others.Length; i++) to.Span[i] = actions[others[i]];
            });
        _tables = [.. tables, Others];
    }

    public FeatureTable Others { get; }

    public bool Treated(int row) => _data.Rows.ActionRow(row)[_contrast.Action] > 0;

    public int[] RowsIn(int[] rows, bool treated) => [.. rows.Where(row => Treated(row) == treated)];

    public double[] Happened(int[] rows) =>
        Array.ConvertAll(rows, row => (double)_data.Rows.OutcomeRow(row)[_contrast.Outcome]);

    public LinearHead Outcome(int[] rows) => LinearHead.Train(_data, _tables, [], _contrast.Outcome, rows);

    public LinearHead Propensity(int[] rows) => LinearHead.Train(
        _data, _tables, [], rows, Array.ConvertAll(rows, row => Treated(row) ? 1f : 0), OutcomeFamily.Binary);

    public LinearHead Regress(int[] rows, double[] targets) => LinearHead.Train(
        _data, _tables, [], rows, Array.ConvertAll(targets, target => (float)target), OutcomeFamily.Amount);

    public static double[] Chances(LinearHead head, int[] rows) => Array.ConvertAll(head.Logits(rows), Logit.Inverse);

    /// <summary>A difference of probabilities on both scales, given the chances without the action.</summary>
    public EffectEstimate EffectOf(double[] off, double[] effect)
    {
        const double least = .005;
        var logit = off.Zip(effect, (chance, more) =>
            Logit.Of(Math.Clamp(chance + more, least, 1 - least)) - Logit.Of(Math.Clamp(chance, least, 1 - least)));
        return new EffectEstimate([.. logit], effect);
    }
}
