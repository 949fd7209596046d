using WorldModel.Schema.Media;

namespace WorldModel.Models.MediaMix.Transformer;

/// <summary>A market to train on before the real one: what is observed, and the law behind it.</summary>
/// <param name="Table">As an analyst would see it.</param>
/// <param name="Truth">Expected outcomes of any plan over its weeks.</param>
public sealed record SimulatedMarket(WeeklyTable Table, IFittedMix Truth);
