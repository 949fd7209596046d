using WorldModel.Models.Trials;

namespace WorldModel.Simulation.Trials;

/// <summary>Simulated rows: what an experiment logged of them, and what it could not see.</summary>
/// <param name="Log">Features, the arms drawn, values and costs.</param>
/// <param name="Truth">
/// Expected value and cost of every row under every arm, given the same features that a learner sees: latent traits
/// and noise integrated out. Nobody who knows these features only can do better.
/// </param>
public sealed record TrialSample(TrialLog Log, ResponseTable Truth);
