namespace WorldModel.Numerics;

/// <summary>What a <see cref="Gemm"/> does to each element after the last addition.</summary>
public enum Activation
{
    /// <summary>Leaves the element as it is.</summary>
    Identity,

    /// <summary>The logistic function, by <see cref="Numerics.Sigmoid"/>.</summary>
    Sigmoid,

    /// <summary>max(0, x); NaN stays NaN.</summary>
    Relu,
}
