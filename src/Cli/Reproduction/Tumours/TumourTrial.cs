using WorldModel.Models.Transformers;
using WorldModel.Numerics;
using WorldModel.Simulation.Tumours;

namespace WorldModel.Cli.Reproduction.Tumours;

/// <summary>One cell: simulates, trains on one core unless its model is kept already, measures.</summary>
internal sealed class TumourTrial(TumourStudy study, TumourKey key, TumourModels models, TimeProvider time)
{
    private const int AtOnce = 64;
    private readonly TumourWorld _world = new(key.Gamma, study.PublishedPolicy);

    /// <param name="progress">Told the share of epochs done.</param>
    /// <param name="stop">Ends it between epochs.</param>
    public TumourCell Run(Action<double> progress, CancellationToken stop)
    {
        var start = time.GetTimestamp();
        var training = _world.Factual(Patients(study.Scale.Training, 1), Stream(2));
        var tables = new TumourTables(training);
        var model = new CausalTransformer<float>(TumourRecipe.Of(key.Gamma).Model);
        var trained = models.Find(key, model);
        if (trained is null)
        {
            trained = Train(model, tables.Of(training), progress, stop);
            models.Keep(trained);
        }

        model.Body.Use(averaged: true);
        var oneStep = OneStep(model, tables);
        var random = Ahead(model, tables, sliding: false, 5);
        var sliding = Ahead(model, tables, sliding: true, 6);
        return new TumourCell(
            key, study.PublishedPolicy ? "published" : "own", oneStep, random, sliding, trained.Loss,
            trained.TrainingSeconds, time.GetElapsedTime(start).TotalSeconds);
    }

    private TumourModel Train(
        CausalTransformer<float> model, SequenceTable table, Action<double> progress, CancellationToken stop)
    {
        model.Start(Stream(3));
        var trainer = new AlternatingTrainer(
            new TransformerTraining(model, table),
            new AlternatingOptions(study.Scale.Epochs, key.Seed)
            {
                Alpha = key.Alpha,
                LearningRate = TumourRecipe.Of(key.Gamma).LearningRate,
            });
        var (began, loss) = (time.GetTimestamp(), 0.0);
        for (var epoch = 0; epoch < study.Scale.Epochs; epoch++)
        {
            loss = trainer.RunEpoch(stop);
            progress((epoch + 1.0) / study.Scale.Epochs);
        }

        return TumourModel.Of(key, study.Scale, model, loss, time.GetElapsedTime(began).TotalSeconds);
    }

    private double OneStep(CausalTransformer<float> model, TumourTables tables)
    {
        var tests = _world.Choices(Patients(study.Scale.Test, 7), Stream(4));
        var table = tables.Of(Array.ConvertAll(tests, test => test.Path));
        var predictor = new TransformerPredictor(model, AtOnce, table.Steps, everyTreatment: true);
        var predicted = predictor.NextOutcomes(table);
        var error = new ErrorSum();
        for (var i = 0; i < tests.Length; i++)
            for (var at = 0; at < tests[i].Next.Length; at++)
                error.Add(tables.Volume(predicted[i * table.Steps * 4 + at]) - tests[i].Next[at]);
        return error.Percent;
    }

    private double[] Ahead(CausalTransformer<float> model, TumourTables tables, bool sliding, ulong stream)
    {
        var patients = Patients(study.Scale.Followed, 8 + stream);
        var tests = _world.Plans(patients, TumourStudy.Horizon, sliding, Stream(stream));
        var rollOut = new PlanRollOut(model, tables, TumourStudy.Horizon);
        var errors = Enumerable.Range(0, TumourStudy.Horizon).Select(_ => new ErrorSum()).ToArray();
        foreach (var test in tests)
            rollOut.Run(test, (actual, predicted) =>
            {
                for (var ahead = 0; ahead < errors.Length; ahead++) errors[ahead].Add(predicted[ahead] - actual[ahead]);
            });
        return Array.ConvertAll(errors, error => error.Percent);
    }

    private TumourPatient[] Patients(int count, ulong stream) => TumourPatients.Draw(count, Stream(20 + stream));

    private RandomStream Stream(ulong stream) => new(key.Seed, stream);

    private sealed class ErrorSum
    {
        private double _squares;
        private long _count;

        public double Percent => Math.Sqrt(_squares / _count) / TumourGrowth.Death * 100;

        public void Add(double error)
        {
            _squares += error * error;
            _count++;
        }
    }
}
