using WorldModel.Cli.Demo.Findings;

namespace WorldModel.Cli.Demo;

/// <summary>Judges the streamed days' predictions by what happened, beside the probabilities behind it.</summary>
internal sealed class PredictionScore
{
    private readonly DemoWorld _world;
    private readonly DailyPredictions _predictions;
    private readonly bool[] _visits;
    private readonly bool[] _purchases;

    public PredictionScore(DemoWorld world, DailyPredictions predictions)
    {
        _world = world;
        _predictions = predictions;
        _visits = Happened(world.Panel.Visit);
        _purchases = Happened(world.Panel.Purchase);
    }

    public PredictionFinding Auc() => new(
        Evaluation.Auc.Of(_predictions.Visit, _visits), Evaluation.Auc.Of(True(_world.Panel.VisitProbability), _visits),
        Evaluation.Auc.Of(_predictions.Purchase, _purchases),
        Evaluation.Auc.Of(True(_world.Panel.PurchaseProbability), _purchases), _visits.Length);

    public CalibrationBins[] Calibration() =>
        [Bins("visit", _predictions.Visit, _visits), Bins("purchase", _predictions.Purchase, _purchases)];

    /// <summary>Mean prediction and observed rate on the rows whose day took an action.</summary>
    public CalibrationFinding[] Where(byte[] action)
    {
        var taken = Happened(action);
        return
        [
            Mean("visit", _predictions.Visit, _visits, taken),
            Mean("purchase", _predictions.Purchase, _purchases, taken),
        ];
    }

    private static CalibrationBins Bins(string outcome, double[] predicted, bool[] happened) => new(
        outcome,
        [.. Evaluation.Calibration.Bins(predicted, Array.ConvertAll(happened, h => h ? 1.0 : 0))
            .Select(b => (b.Predicted, b.Observed, (long)b.Rows))]);

    private static CalibrationFinding Mean(string outcome, double[] predicted, bool[] happened, bool[] taken)
    {
        var rows = Enumerable.Range(0, taken.Length).Where(row => taken[row]).ToArray();
        return rows.Length == 0
            ? new CalibrationFinding(outcome, 0, double.NaN, double.NaN)
            : new CalibrationFinding(
                outcome, rows.Length, rows.Average(r => predicted[r]), rows.Average(r => happened[r] ? 1.0 : 0));
    }

    private bool[] Happened(byte[] flags) => Streamed(flags, flag => flag == 1);

    private double[] True(double[] probabilities) => Streamed(probabilities, p => p);

    /// <summary>The streamed days' part of a panel column, consumer-major.</summary>
    private TResult[] Streamed<T, TResult>(T[] column, Func<T, TResult> convert)
    {
        var rows = new TResult[_world.Consumers * _predictions.Days];
        for (var consumer = 0; consumer < _world.Consumers; consumer++)
        {
            var first = _world.Panel.Row(consumer, _world.FirstStreamed);
            for (var day = 0; day < _predictions.Days; day++)
                rows[_predictions.Row(consumer, day)] = convert(column[first + day]);
        }
        return rows;
    }
}
