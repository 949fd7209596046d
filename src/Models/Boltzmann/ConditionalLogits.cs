using WorldModel.Numerics;

namespace WorldModel.Models.Boltzmann;

/// <summary>
/// A logistic regression of every group of units on all others: what pseudo-likelihood can be had without hidden units.
/// Multinomial where a group has several units. All are fitted at once by Adam, a group's own units masked.
/// </summary>
public sealed class ConditionalLogits
{
    private const int Batch = 256;
    private const float FirstRate = 2e-2f;
    private const float LastRate = 2e-4f;
    private readonly UnitGroups _groups;
    private readonly float[] _parameters;
    private readonly PackedMatrix _packed;

    private ConditionalLogits(UnitGroups groups)
    {
        _groups = groups;
        _parameters = new float[(groups.Units + 1) * groups.Units];
        _packed = new PackedMatrix(groups.Units, groups.Units);
    }

    private Span<float> Weights => _parameters.AsSpan(0, _groups.Units * _groups.Units);

    private Span<float> Biases => _parameters.AsSpan(_groups.Units * _groups.Units);

    /// <param name="groups">What is predicted; units in no group only predict.</param>
    /// <param name="training">Rows x units.</param>
    /// <param name="epochs">Passes over the rows.</param>
    /// <param name="random">Of their order.</param>
    /// <param name="cancel">Stops between batches.</param>
    public static ConditionalLogits Fit(
        UnitGroups groups, float[] training, int epochs, RandomStream random, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(groups);
        var model = new ConditionalLogits(groups);
        var order = Enumerable.Range(0, training.Length / groups.Units).ToArray();
        var (batch, adam) = (Math.Min(Batch, order.Length), new Adam(model._parameters.Length, FirstRate));
        var (rows, slopes) = (new float[batch * groups.Units], new float[batch * groups.Units]);
        var (gradient, steps) = (new float[model._parameters.Length], order.Length / batch * epochs);
        for (var step = 0; step < steps; step++)
        {
            cancel.ThrowIfCancellationRequested();
            var place = step % (order.Length / batch);
            if (place == 0) random.Shuffle(order.AsSpan());
            for (var i = 0; i < batch; i++)
            {
                training.AsSpan(order[place * batch + i] * groups.Units, groups.Units)
                    .CopyTo(rows.AsSpan(i * groups.Units));
            }

            adam.LearningRate = FirstRate * MathF.Pow(LastRate / FirstRate, (float)step / steps);
            model.Slopes(rows, batch, slopes);
            model.Step(rows, batch, slopes, gradient, adam);
        }

        return model;
    }

    /// <summary>Mean of -ln p(group | rest), one a group.</summary>
    public double[] Losses(float[] visible)
    {
        var units = _groups.Units;
        var (losses, logits) = (new double[_groups.Count], new float[Batch * units]);
        Pack();
        for (var at = 0; at < visible.Length; at += Batch * units)
        {
            var rows = visible.AsSpan(at, Math.Min(Batch * units, visible.Length - at));
            Logits(rows, rows.Length / units, logits);
            for (var row = 0; row < rows.Length; row += units)
                for (var group = 0; group < losses.Length; group++)
                    losses[group] += Loss(group, rows.Slice(row, units), logits.AsSpan(row, units));
        }

        return Array.ConvertAll(losses, loss => loss / (visible.Length / units));
    }

    private void Step(float[] rows, int batch, float[] slopes, float[] gradient, Adam adam)
    {
        var units = _groups.Units;
        Array.Clear(gradient);
        Gemm.MultiplyTransposedA(rows, batch, units, units, slopes, units, units, gradient, units);
        VectorSums.AddRows(slopes, batch, units, gradient.AsSpan(units * units));
        for (var group = 0; group < _groups.Count; group++)
            foreach (var from in _groups[group])
                foreach (var to in _groups[group]) gradient[from * units + to] = 0;
        adam.Step(_parameters, gradient);
    }

    /// <summary>(Probability - what happened) / rows of the batch; 0 for units that are not predicted.</summary>
    private void Slopes(float[] rows, int batch, float[] slopes)
    {
        var units = _groups.Units;
        Pack();
        Logits(rows, batch, slopes);
        Span<float> chances = stackalloc float[units];
        for (var row = 0; row < batch; row++)
        {
            var own = rows.AsSpan(row * units, units);
            var to = slopes.AsSpan(row * units, units);
            chances.Clear();
            for (var group = 0; group < _groups.Count; group++) Chances(group, to, chances);
            to.Clear();
            for (var group = 0; group < _groups.Count; group++)
                foreach (var unit in _groups[group]) to[unit] = (chances[unit] - own[unit]) / batch;
        }
    }

    private void Chances(int group, ReadOnlySpan<float> logits, Span<float> chances)
    {
        var units = _groups[group];
        if (units.Length == 1)
        {
            chances[units[0]] = Sigmoid.Value(logits[units[0]]);
            return;
        }

        var (most, sum) = (float.NegativeInfinity, 0f);
        foreach (var unit in units) most = Math.Max(most, logits[unit]);
        foreach (var unit in units) sum += chances[unit] = MathF.Exp(logits[unit] - most);
        foreach (var unit in units) chances[unit] /= sum;
    }

    private double Loss(int group, ReadOnlySpan<float> own, ReadOnlySpan<float> logits)
    {
        var units = _groups[group];
        if (units.Length == 1) return Logit.Softplus(own[units[0]] > .5f ? -logits[units[0]] : logits[units[0]]);
        var (most, sum, real) = (double.NegativeInfinity, 0.0, 0.0);
        foreach (var unit in units) most = Math.Max(most, logits[unit]);
        foreach (var unit in units)
        {
            sum += Math.Exp(logits[unit] - most);
            if (own[unit] > .5f) real = logits[unit];
        }

        return most + Math.Log(sum) - real;
    }

    private void Pack() => _packed.Write(0, Weights, _groups.Units);

    private void Logits(ReadOnlySpan<float> rows, int count, float[] logits) => Gemm.Multiply(
        rows, count, _groups.Units, _packed, Biases, [], Activation.Identity, logits, _groups.Units);
}
