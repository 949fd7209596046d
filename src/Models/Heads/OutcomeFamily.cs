namespace WorldModel.Models.Heads;

/// <summary>What an outcome's values are, and so which likelihood its head is fitted by.</summary>
public enum OutcomeFamily
{
    /// <summary>0 or 1; Bernoulli likelihood, logit link.</summary>
    Binary,

    /// <summary>A real number; Gaussian likelihood, identity link, noise estimated.</summary>
    Amount,
}
