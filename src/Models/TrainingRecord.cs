namespace WorldModel.Models;

/// <summary>How a model came about; kept in its file.</summary>
/// <param name="Seed">Seed of everything random.</param>
/// <param name="Preset">Preset that it was trained by.</param>
/// <param name="SchemaHash">Hash of the schema.</param>
/// <param name="Rows">Rows that the heads were fitted on in the end.</param>
/// <param name="Consumers">Consumers among them.</param>
/// <param name="FirstDay">First day among them.</param>
/// <param name="LastDay">Last day among them.</param>
/// <param name="Machine">How the Boltzmann machine went.</param>
/// <param name="ValidationRows">Rows that validation was on, before the heads were refitted on all rows.</param>
/// <param name="ValidationRule">Which rows those were, in words.</param>
/// <param name="Outcomes">Per outcome what was reached.</param>
/// <param name="Split">Who was trained on.</param>
public sealed record TrainingRecord(
    ulong Seed, string Preset, string SchemaHash, int Rows, int Consumers, DateOnly FirstDay, DateOnly LastDay,
    MachineRecord Machine, int ValidationRows, string ValidationRule, OutcomeRecord[] Outcomes,
    TrainingSplit Split);

/// <summary>What training reached on one outcome.</summary>
/// <param name="Outcome">Its name.</param>
/// <param name="ValidationAuc">AUC (of being positive) on the validation rows; NaN: undefined.</param>
/// <param name="Mean">Mean of the outcome over the rows.</param>
/// <param name="Determined">Coefficients that the data, not the priors, determine.</param>
/// <param name="Newton">Newton steps over all rows.</param>
public sealed record OutcomeRecord(
    string Outcome, double ValidationAuc, double Mean, double Determined, int Newton);

/// <summary>How the Boltzmann machine was trained and what it reached.</summary>
/// <param name="HiddenLayers">Widths of the hidden layers.</param>
/// <param name="Sweeps">Mean-field sweeps of a belief.</param>
/// <param name="Rows">Rows trained on.</param>
/// <param name="Reconstruction">Binary cross-entropy of held rows from their belief, nats per unit.</param>
/// <param name="MarginalReconstruction">The same from the training means alone: what to beat.</param>
/// <param name="Epochs">Joint epochs.</param>
public sealed record MachineRecord(
    int[] HiddenLayers, int Sweeps, int Rows, double Reconstruction, double MarginalReconstruction, int Epochs);
