using WorldModel.Models.Transformers;
using WorldModel.Numerics;

namespace WorldModel.Models.Tests.Transformers;

public sealed class TransformerRollOutTests
{
    private const int Steps = 12;
    private const int Horizon = 4;

    public static TheoryData<bool, int, bool, int> Shapes => new()
    {
        { false, 0, false, 1 }, { false, 2, false, 2 }, { true, 0, true, 2 }, { true, 2, false, 1 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Going_on_from_what_was_read_gives_what_reading_all_of_it_again_gives(
        bool normFirst, int covariates, bool projection, int blocks)
    {
        var model = Model(normFirst, covariates, projection, blocks);
        var table = SmallSequences.Draw(3, Steps, model.Options, seed: 5);
        var rollOut = new TransformerRollOut(model, Steps, plans: 4, Horizon);
        var random = new RandomStream(6);
        for (var sequence = 0; sequence < table.Sequences; sequence++)
        {
            rollOut.Read(table, sequence);
            // From the second step, from the middle and from the end, more of them than go on at once.
            var from = Enumerable.Range(0, 7).Select(i => 1 + i * (table.Lengths[sequence] - 1) / 6).ToArray();
            var plans = new byte[from.Length * Horizon];
            foreach (ref var treatment in plans.AsSpan()) treatment = (byte)random.NextInt(3);
            var found = rollOut.Outcomes(from, plans);
            for (var plan = 0; plan < from.Length; plan++)
            {
                var expected = ReadAgain(model, table, sequence, from[plan], plans.AsSpan(plan * Horizon, Horizon));
                for (var ahead = 0; ahead < Horizon; ahead++)
                    Assert.Equal(expected[ahead], found[plan * Horizon + ahead], 2e-5f);
            }
        }
    }

    [Fact]
    public void Bad_plans_are_refused_by_name()
    {
        var model = Model(normFirst: false, 0, projection: false, 1);
        var table = SmallSequences.Draw(1, Steps, model.Options);
        var rollOut = new TransformerRollOut(model, Steps, 2, Horizon);
        rollOut.Read(table, 0);
        Assert.Contains("from", Of([0], Horizon)!.Message, StringComparison.Ordinal);
        Assert.Contains("from", Of([table.Lengths[0] + 1], Horizon)!.Message, StringComparison.Ordinal);
        Assert.Contains("plans", Of([1], Horizon - 1)!.Message, StringComparison.Ordinal);
        Assert.Null(Of([1, table.Lengths[0]], 2 * Horizon));

        Exception? Of(int[] from, int treatments) =>
            Record.Exception(() => rollOut.Outcomes(from, new byte[treatments]));
    }

    /// <summary>Every prediction by the whole sequence so far, with the predictions written into it.</summary>
    private static float[] ReadAgain(
        CausalTransformer<float> model, SequenceTable table, int sequence, int from, ReadOnlySpan<byte> plan)
    {
        var options = model.Options;
        var longer = new SequenceTable(1, Steps + Horizon, options);
        table.Outcome.AsSpan(sequence * Steps, from).CopyTo(longer.Outcome);
        table.Treatment.AsSpan(sequence * Steps, from).CopyTo(longer.Treatment);
        table.Covariates.AsSpan(sequence * Steps * options.Covariates, Steps * options.Covariates)
            .CopyTo(longer.Covariates);
        table.Statics.AsSpan(sequence * options.Statics, options.Statics).CopyTo(longer.Statics);
        longer.CovariateLengths[0] = Math.Min(from, table.CovariateLengths[sequence]);
        plan.CopyTo(longer.Treatment.AsSpan(from - 1));
        var predictor = new TransformerPredictor(model, 1, longer.Steps, everyTreatment: false);
        var found = new float[Horizon];
        for (var ahead = 0; ahead < Horizon; ahead++)
        {
            longer.Lengths[0] = from + ahead;
            found[ahead] = predictor.NextOutcomes(longer)[from + ahead - 1];
            longer.Outcome[from + ahead] = found[ahead];
        }

        return found;
    }

    private static CausalTransformer<float> Model(bool normFirst, int covariates, bool projection, int blocks)
    {
        var model = new CausalTransformer<float>(
            new CausalTransformerOptions(3, covariates, covariates > 0 ? 2 : 0)
            {
                Encoder = new EncoderOptions
                {
                    Width = 8,
                    Reach = 3,
                    Blocks = blocks,
                    NormFirst = normFirst,
                    OutputProjection = projection,
                },
            });
        model.Start(new RandomStream(4));
        model.Body.Use(averaged: true);
        return model;
    }
}
