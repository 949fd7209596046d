using WorldModel.Models.Transformers;
using WorldModel.Numerics;

namespace WorldModel.Models.Tests.Transformers;

public sealed class AlternatingTrainerTests
{
    private static readonly CausalTransformerOptions Options = new(2, 1, 1)
    {
        Encoder = new EncoderOptions { Width = 8, Reach = 3, Representation = 6 },
        HeadUnits = 8,
    };

    [Fact]
    public void Threads_change_no_bit_and_the_seed_does()
    {
        var one = Train(epochs: 2, threads: 1, alpha: .01);
        Assert.Equal(one, Train(epochs: 2, threads: 2, alpha: .01));
        Assert.Equal(one, Train(epochs: 2, threads: 1, alpha: .01));
        Assert.NotEqual(one, Train(epochs: 2, threads: 1, alpha: .01, seed: 2));
    }

    [Fact]
    public void Without_balancing_the_treatment_head_stays_as_it_was()
    {
        var model = new CausalTransformer<float>(Options);
        model.Start(new RandomStream(1));
        var before = model.Domain.Values.ToArray();
        Trainer(model, 1, 1, alpha: 0, 1).RunEpoch();
        Assert.Equal(before, model.Domain.Values.ToArray());
        var trainer = Trainer(model, 2, 1, alpha: .5, 1);
        trainer.RunEpoch();
        trainer.RunEpoch();
        Assert.NotEqual(before, model.Domain.Averages.ToArray());
    }

    [Fact]
    public void It_learns_a_process_that_it_can_express()
    {
        var model = new CausalTransformer<float>(Options);
        model.Start(new RandomStream(1));
        var trainer = Trainer(model, 25, 1, alpha: 0, 1);
        var first = trainer.RunEpoch();
        for (var epoch = 1; epoch < 25; epoch++) trainer.RunEpoch();
        var test = SmallSequences.Draw(64, 12, Options, seed: 77);
        var loss = new TransformerLoss<float>(model, 64, 12, TrainingPhase.Outcome, balanced: false);
        model.Body.Use(averaged: true);
        loss.Load(test, [.. Enumerable.Range(0, 64)], 1.0 / test.Lengths.Sum(), 0);
        loss.Tape.Forward();
        Assert.True(loss.Loss.Value[0] < .05 && loss.Loss.Value[0] < first / 5, $"{first}, then {loss.Loss.Value[0]}");
    }

    [Fact]
    public void Alpha_rises_from_nothing_to_its_height()
    {
        var options = new AlternatingOptions(100, 1) { Alpha = .01 };
        Assert.Equal(0, options.AlphaIn(0));
        Assert.InRange(options.AlphaIn(10), .0046, .0047);
        Assert.InRange(options.AlphaIn(99), .0099, .01);
    }

    private static float[] Train(int epochs, int threads, double alpha, ulong seed = 1)
    {
        var model = new CausalTransformer<float>(Options);
        model.Start(new RandomStream(1));
        var trainer = Trainer(model, epochs, threads, alpha, seed);
        for (var epoch = 0; epoch < epochs; epoch++) trainer.RunEpoch();
        return [.. model.Body.Averages, .. model.Domain.Averages];
    }

    private static AlternatingTrainer Trainer(
        CausalTransformer<float> model, int epochs, int threads, double alpha, ulong seed)
    {
        var training = new TransformerTraining(model, SmallSequences.Draw(200, 12, Options));
        return new AlternatingTrainer(training, new AlternatingOptions(epochs, seed)
        {
            Batch = 50,
            Slice = 16,
            LearningRate = 5e-3f,
            Alpha = alpha,
            Threads = threads,
        });
    }
}
