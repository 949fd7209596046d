using System.Globalization;
using WorldModel.Models.Heads;
using WorldModel.Numerics;
using WorldModel.Schema;
using WorldModel.Schema.Training;

namespace WorldModel.Models;

/// <summary>
/// Diagnoses overlap from training rows: a logistic propensity of each action unit given the visible units, and a
/// linear model of each derived input.
/// </summary>
/// <remarks>
/// An action has no overlap where one attribute or calendar part fixes it, where the visible units leave less than a
/// twentieth of its variance (Bernoulli variance e (1 - e) against that of its mean), or where less than
/// <see cref="LeastSample"/> effective rows remain. The balance test is the likelihood ratio of the propensity model
/// against its constant, chi-squared with as many degrees as the data determine; it rejects below .001.
/// </remarks>
public sealed class OverlapDiagnosis
{
    /// <summary>Effective rows below which nothing is claimed.</summary>
    public const double LeastSample = 100.0;

    private const double LeastUnexplained = 0.05;
    private const double LeastBalanceP = 0.001;
    private const double Edge = 0.02;
    private const double Ridge = 1.0;
    private const int MostRows = 60_000;
    private const int Bins = 20;

    private readonly TrainingSet _rows;
    private readonly Encoder _encoder;
    private readonly int _threads;
    private readonly HeadDesign _design;
    private readonly PriorGroup[] _priors;
    private readonly int[] _sample;

    private OverlapDiagnosis(TrainingSet rows, int threads)
    {
        _rows = rows;
        _encoder = new Encoder(rows.Schema);
        _threads = threads;
        _design = new HeadDesign(rows.Width, BeliefScaling.None, [.. Enumerable.Range(0, _encoder.Units)], []);
        _priors =
        [
            new PriorGroup("constant", [0], 1e-6, false),
            new PriorGroup("units", [.. Enumerable.Range(1, _encoder.Units)], Ridge, false),
        ];
        var count = Math.Min(rows.Rows, MostRows);
        _sample = [.. Enumerable.Range(0, count).Select(i => (int)((long)i * rows.Rows / count))];
    }

    /// <summary>Diagnoses every action unit and derived input; 0 threads: one per core.</summary>
    public static Overlap Of(TrainingSet rows, int threads = 0)
    {
        var diagnosis = new OverlapDiagnosis(rows, threads);
        var actions = Enumerable.Range(0, rows.ActionUnits).Select(diagnosis.Action);
        var derived = Enumerable.Range(0, rows.DerivedInputs).Select(diagnosis.Derived);
        return new Overlap([.. actions, .. derived]);
    }

    private InputOverlap Action(int unit)
    {
        var name = _encoder.Layout.Actions.Names[unit];
        var mean = 0.0;
        for (var row = 0; row < _rows.Rows; row++)
            mean += _rows.ActionRow(row)[unit];
        mean /= _rows.Rows;
        if (mean is 0.0 or 1.0)
        {
            var never = $"{name} was {(mean == 0.0 ? "never" : "always")} on in the training rows";
            return new InputOverlap(name, Identification.No, never, mean, 0, 1, 0, double.NaN, [], [], []);
        }

        var targets = Array.ConvertAll(_sample, row => _rows.ActionRow(row)[unit]);
        var fit = GeneralisedLinear.Fit(Design(), targets, OutcomeFamily.Binary, _priors, _threads);
        var summary = Summarise(fit, targets);
        var scale = (double)_rows.Rows / _sample.Length;
        var action = _rows.Schema.Actions[_encoder.Layout.Actions.ActionOf[unit]];
        var balance = action.Assignment == Assignment.Randomised ? BalanceP(fit, targets) : double.NaN;
        var effective = 4.0 * scale * summary.Variance;
        var (identification, reason) = Judge(unit, name, effective, summary, balance);
        return new InputOverlap(
            name, identification, reason, mean, effective, summary.Outside, summary.Unexplained, balance,
            Array.ConvertAll(fit.Coefficients, value => (float)value), summary.Treated, summary.Untreated);
    }

    private (Identification Identification, string Reason) Judge(
        int unit, string name, double effective, Summary summary, double balance)
    {
        if (DeterminedBy.Find(_rows, _encoder, unit) is { } rule)
            return (Identification.No,
                $"{name} is on exactly {rule} and never else, so its effect cannot be told from theirs");
        if (summary.Unexplained < LeastUnexplained || effective < LeastSample)
            return (Identification.No, Text(
                $"what the model sees leaves {summary.Unexplained:P1} of {name}'s variance, {effective:N0} rows"));
        var overlap = Text(
            $"propensity in [.02, .98] on {1.0 - summary.Outside:P0} of rows, worth {effective:N0} fair coin flips");
        if (double.IsNaN(balance))
            return (Identification.Adjusted, $"{name} is adjusted for what the model sees; {overlap}");
        if (balance < LeastBalanceP)
            return (Identification.Adjusted, Text(
                $"{name} is declared random, but is not balanced (p = {balance:G2}); adjusted instead; {overlap}"));
        return (Identification.Randomised, Text(
            $"{name} was assigned at random, and the balance test agrees (p = {balance:G2})"));
    }

    private InputOverlap Derived(int input)
    {
        var name = _rows.Schema.Derived[input].Name;
        var targets = Array.ConvertAll(_sample, row => _rows.DerivedRow(row)[input]);
        var mean = (double)targets.Average();
        var variance = targets.Sum(value => (value - mean) * (value - mean)) / targets.Length;
        if (variance < 1e-12)
        {
            var never = $"{name} never varied in the training rows";
            return new InputOverlap(name, Identification.No, never, mean, 0, 0, 0, double.NaN, [], [], []);
        }

        // In units of its own deviation, so that the ridge means the same for every input.
        var scaled = Array.ConvertAll(targets, value => (float)((value - mean) / Math.Sqrt(variance)));
        var fit = GeneralisedLinear.Fit(Design(), scaled, OutcomeFamily.Amount, _priors, _threads);
        var unexplained = Math.Min(fit.Noise, 1.0);
        var effective = unexplained * _rows.Rows;
        var enough = unexplained >= LeastUnexplained && effective >= LeastSample;
        var reason = Text(
            $"what the model sees leaves {unexplained:P0} of the variance of {name}, worth {effective:N0} rows");
        return new InputOverlap(
            name, enough ? Identification.Adjusted : Identification.No, reason, mean, effective, 0, unexplained,
            double.NaN, [], [], []);
    }

    private HeadRows Design() => new(_design, _rows.Visible, [], [], 0, [], 0, _sample);

    private Summary Summarise(GeneralisedLinear fit, float[] targets)
    {
        var (variance, outside, mean) = (0.0, 0, 0.0);
        var (treated, untreated) = (new int[Bins], new int[Bins]);
        for (var i = 0; i < _sample.Length; i++)
        {
            var e = Logit.Inverse(Eta(fit.Coefficients, _rows.VisibleRow(_sample[i])));
            variance += e * (1.0 - e);
            outside += e is < Edge or > 1.0 - Edge ? 1 : 0;
            mean += targets[i];
            (targets[i] > 0 ? treated : untreated)[Math.Min((int)(e * Bins), Bins - 1)]++;
        }

        mean /= _sample.Length;
        return new Summary(
            variance, variance / (_sample.Length * mean * (1.0 - mean)), (double)outside / _sample.Length, treated,
            untreated);
    }

    private static double BalanceP(GeneralisedLinear fit, float[] targets)
    {
        var mean = targets.Average(value => (double)value);
        var constant = targets.Length * ((mean * Math.Log(mean)) + ((1.0 - mean) * Math.Log(1.0 - mean)));
        return ChiSquared.Upper(2.0 * (fit.LogLikelihood - constant), fit.Determined - 1.0);
    }

    private static double Eta(double[] coefficients, ReadOnlySpan<float> visible)
    {
        var eta = coefficients[0];
        for (var unit = 0; unit < coefficients.Length - 1; unit++)
            eta += coefficients[1 + unit] * visible[unit];
        return eta;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Summary(double Variance, double Unexplained, double Outside, int[] Treated, int[] Untreated);
}
