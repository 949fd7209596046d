namespace WorldModel.Models.Boltzmann;

/// <summary>
/// Persistent chains that estimate what a machine expects by itself, in slices that may run at the same time; each
/// slice has a random stream of its own, so that threads change nothing.
/// </summary>
internal interface INegativePhase
{
    int Slices { get; }

    int Chains { get; }

    /// <summary>Takes the parameters of this update.</summary>
    void Load(CentredParameters parameters);

    /// <summary>Advances a slice's chains and adds their statistics.</summary>
    void Run(int slice, Span<float> sums);
}
