namespace WorldModel.Numerics.Autodiff;

/// <summary>A function of each element.</summary>
public enum Nonlinearity
{
    /// <summary>x.</summary>
    None,

    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>x where positive, else exp(x) - 1 (Clevert et al. 2016, alpha = 1).</summary>
    Elu,

    /// <summary>1 / (1 + exp(-x)).</summary>
    Sigmoid,
}
