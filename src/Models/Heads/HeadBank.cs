using WorldModel.Numerics;

namespace WorldModel.Models.Heads;

/// <summary>
/// All heads' coefficients packed for one product per row: for each head its base and, per driver, the slope that the
/// row's modifiers give. Slopes and base are linear in visible units and belief, so that every treatment of a row then
/// costs a multiply-add per driver. A row has the same bits alone and in any batch.
/// </summary>
public sealed class HeadBank
{
    private readonly OutcomeHead[] _heads;
    private readonly PackedMatrix _visible;
    private readonly PackedMatrix _belief;
    private readonly float[] _constants;
    private readonly int[] _starts;

    public HeadBank(IReadOnlyList<OutcomeHead> heads)
    {
        _heads = [.. heads];
        var design = _heads[0].Design;
        (Units, BeliefUnits) = (design.Units, design.BeliefUnits);
        _starts = new int[_heads.Length];
        for (var h = 0; h < _heads.Length; h++)
        {
            _starts[h] = Columns;
            Columns += 1 + _heads[h].Design.Drivers.Length;
        }

        _constants = new float[Columns];
        var visible = new float[Units * Columns];
        var belief = new float[BeliefUnits * Columns];
        for (var h = 0; h < _heads.Length; h++)
            Fill(_heads[h], _starts[h], visible, belief);
        _visible = PackedMatrix.Pack(visible, Units, Columns);
        _belief = PackedMatrix.Pack(belief, BeliefUnits, Columns);
    }

    /// <summary>Width of a visible row.</summary>
    public int Units { get; }

    /// <summary>Width of a belief row; may be 0.</summary>
    public int BeliefUnits { get; }

    /// <summary>Base and slopes of all heads.</summary>
    public int Columns { get; private set; }

    /// <summary>Writes base and slopes (rows x Columns) of rows of visible units and belief.</summary>
    public void Prepare(ReadOnlySpan<float> visible, ReadOnlySpan<float> belief, int rows, Span<float> prepared)
    {
        prepared = prepared[..(rows * Columns)];
        Gemm.Multiply(visible, rows, Units, _visible, _constants, [], Activation.Identity, prepared, Columns);
        if (BeliefUnits > 0)
            Gemm.Multiply(belief, rows, BeliefUnits, _belief, [], prepared, Activation.Identity, prepared, Columns);
    }

    /// <summary>An outcome's expected level for one prepared row at inputs (action vector, then derived).</summary>
    public float Level(ReadOnlySpan<float> prepared, int head, ReadOnlySpan<float> inputs)
    {
        var at = _starts[head];
        var eta = prepared[at];
        foreach (var driver in _heads[head].Design.Drivers)
            eta = MathF.FusedMultiplyAdd(driver.At(inputs), prepared[++at], eta);
        return _heads[head].Fit.Family == OutcomeFamily.Binary ? Sigmoid.Value(eta) : eta;
    }

    private void Fill(OutcomeHead head, int column, float[] visible, float[] belief)
    {
        var (design, beta) = (head.Design, head.Fit.Coefficients);
        var constant = beta[0];
        for (var unit = 0; unit < BeliefUnits; unit++)
        {
            var weight = beta[1 + unit] * design.Belief.Scales[unit];
            constant -= weight * design.Belief.Centers[unit];
            belief[(unit * Columns) + column] = (float)weight;
        }

        _constants[column] = (float)constant;
        for (var i = 0; i < design.MainEffects.Length; i++)
            visible[(design.MainEffects[i] * Columns) + column] = (float)beta[1 + BeliefUnits + i];
        for (var d = 0; d < design.Drivers.Length; d++)
            FillSlope(design.Drivers[d], beta.AsSpan(design.DriverStart(d)), column + 1 + d, visible);
    }

    private void FillSlope(DriverDesign driver, ReadOnlySpan<double> beta, int column, float[] visible)
    {
        var constant = beta[0];
        var weights = new double[Units];
        for (var m = 0; m < driver.Modifiers.Length; m++)
        {
            var modifier = driver.Modifiers[m];
            constant += beta[1 + m] * modifier.Offset;
            for (var i = 0; i < modifier.Units.Length; i++)
                weights[modifier.Units[i]] += beta[1 + m] * modifier.Weights[i];
        }

        _constants[column] = (float)constant;
        for (var unit = 0; unit < Units; unit++)
            visible[(unit * Columns) + column] = (float)weights[unit];
    }
}
