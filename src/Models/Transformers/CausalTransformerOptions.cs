namespace WorldModel.Models.Transformers;

/// <summary>A <see cref="CausalTransformer{T}"/> over discrete treatments: what it reads, and its size.</summary>
/// <param name="Treatments">Kinds of treatment, "none" included; one of them is given at each step.</param>
/// <param name="Covariates">Time-varying covariates, 0 for no such stream.</param>
/// <param name="Statics">Static covariates, 0 for none.</param>
public sealed record CausalTransformerOptions(int Treatments, int Covariates, int Statics)
{
    public EncoderOptions Encoder { get; init; } = new();

    /// <summary>Hidden units of both heads.</summary>
    public int HeadUnits { get; init; } = 24;
}
