using WorldModel.Numerics;

namespace WorldModel.Models.Boltzmann;

/// <summary>
/// Trains a deep Boltzmann machine on binary visible vectors (three-in-one, section 2.2): greedy pre-training of each
/// layer, assembly with halved middle couplings, joint training with early stopping on the validation reconstruction.
/// The same rows, options and seed give the same bits, whatever the number of threads.
/// </summary>
public static class BoltzmannTrainer
{
    /// <param name="visible">Training rows, row-major, <paramref name="visibleUnits"/> numbers in [0, 1] each.</param>
    /// <param name="visibleUnits">Units of the visible layer.</param>
    /// <param name="options">A preset, or knobs of one's own.</param>
    /// <param name="validation">Rows for early stopping; where empty, a random share of the training rows.</param>
    /// <param name="progress">Told at every epoch.</param>
    /// <param name="cancel">Stops between batches.</param>
    public static BoltzmannTrainingResult Train(
        ReadOnlyMemory<float> visible, int visibleUnits, BoltzmannTrainingOptions options,
        ReadOnlyMemory<float> validation = default, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(visibleUnits);
        CheckRows(visible, visibleUnits, nameof(visible));
        CheckRows(validation, visibleUnits, nameof(validation));
        if (visible.IsEmpty)
            throw new ArgumentException("expected at least one training row, got none", nameof(visible));
        var (training, held) = Split(visible, visibleUnits, validation, options);
        using var run = new BoltzmannTraining(training, held, options, progress, cancel);
        return run.Run();
    }

    private static (RowSet Training, RowSet Held) Split(
        ReadOnlyMemory<float> visible, int units, ReadOnlyMemory<float> validation, BoltzmannTrainingOptions options)
    {
        var rows = Enumerable.Range(0, visible.Length / units).ToArray();
        var random = new RandomStream(options.Seed, 0);
        random.Shuffle(rows.AsSpan());
        if (!validation.IsEmpty)
        {
            var other = Enumerable.Range(0, validation.Length / units).ToArray();
            random.Shuffle(other.AsSpan());
            return (new RowSet(visible, units, rows).First(options.RowsMax),
                new RowSet(validation, units, other).First(options.ValidationRowsMax));
        }

        var held = Math.Clamp((int)(rows.Length * options.ValidationShare), 1, options.ValidationRowsMax);
        if (held >= rows.Length) return (new RowSet(visible, units, rows), new RowSet(visible, units, rows));
        return (new RowSet(visible, units, rows[held..]).First(options.RowsMax),
            new RowSet(visible, units, rows[..held]));
    }

    private static void CheckRows(ReadOnlyMemory<float> rows, int units, string name)
    {
        if (rows.Length % units != 0)
            throw new ArgumentException($"{rows.Length} numbers are no whole rows of {units} units", name);
        var values = rows.Span;
        for (var i = 0; i < values.Length; i++)
            if (!(values[i] >= 0 && values[i] <= 1))
                throw new ArgumentException(
                    $"row {i / units}, unit {i % units}: got {values[i]}, expected a number in [0, 1]", name);
    }
}
