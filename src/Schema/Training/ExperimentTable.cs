namespace WorldModel.Schema.Training;

/// <summary>An experiment: its treatments and its rows.</summary>
public sealed record ExperimentTable(IReadOnlyList<Treatment> Treatments, IReadOnlyList<ExperimentRow> Rows);

/// <summary>What an experiment did to a consumer and what came of it.</summary>
/// <param name="Consumer">The consumer's id.</param>
/// <param name="Day">Day number of the treatment.</param>
/// <param name="Treatment">Index of the treatment.</param>
/// <param name="Propensity">Probability with which it was drawn; NaN: not known.</param>
/// <param name="Cost">What it cost; NaN: not known.</param>
/// <param name="Outcomes">Each outcome over its window, in the schema's order.</param>
/// <param name="Attributes">Words of the attributes that stand in the table; null: they do not.</param>
public sealed record ExperimentRow(
    string Consumer, int Day, int Treatment, float Propensity, float Cost, double[] Outcomes, int[]? Attributes);
