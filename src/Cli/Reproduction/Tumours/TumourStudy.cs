namespace WorldModel.Cli.Reproduction.Tumours;

/// <summary>What is run: every gamma, alpha and seed.</summary>
/// <param name="Scale">Sizes.</param>
/// <param name="Gammas">Strengths of confounding.</param>
/// <param name="Alphas">Weights of balancing; 0: none.</param>
/// <param name="Seeds">Of patients, noise, first weights and order.</param>
/// <param name="PublishedPolicy">Whether test patients are treated as the authors' code treats them.</param>
internal sealed record TumourStudy(
    TumourScale Scale, double[] Gammas, double[] Alphas, ulong[] Seeds, bool PublishedPolicy)
{
    /// <summary>Treatments of a plan; with the day's own, outcomes up to six days ahead are predicted.</summary>
    public const int Horizon = 5;

    public IEnumerable<TumourKey> Cells =>
        from seed in Seeds
        from gamma in Gammas
        from alpha in Alphas
        select new TumourKey(gamma, alpha, seed);
}
