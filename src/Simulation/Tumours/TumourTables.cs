using WorldModel.Models.Transformers;

namespace WorldModel.Simulation.Tumours;

/// <summary>
/// Paths as a <see cref="CausalTransformer{T}"/> reads them: volumes and the patient's type in standard deviations of
/// the training paths.
/// </summary>
public sealed class TumourTables
{
    private readonly double _typeMean;
    private readonly double _typeSpread;

    /// <param name="training">Paths that give the units.</param>
    public TumourTables(TumourPath[] training)
    {
        var volumes = training.SelectMany(path => path.Volumes.Take(path.Days)).ToArray();
        Mean = volumes.Average();
        Spread = Math.Sqrt(volumes.Average(volume => (volume - Mean) * (volume - Mean)));
        _typeMean = training.Average(path => path.Patient.Type);
        _typeSpread = Math.Sqrt(training.Average(path => Math.Pow(path.Patient.Type - _typeMean, 2)));
    }

    /// <summary>Mean volume of the training paths, cm^3.</summary>
    public double Mean { get; }

    /// <summary>Standard deviation of the volumes of the training paths, cm^3.</summary>
    public double Spread { get; }

    /// <summary>Four treatments, the patient's type, no covariates but the volume.</summary>
    public static CausalTransformerOptions Reads { get; } = new(4, 0, 1);

    public double Volume(double scaled) => Mean + Spread * scaled;

    public float Scaled(double volume) => (float)((volume - Mean) / Spread);

    /// <summary>One sequence a path.</summary>
    public SequenceTable Of(TumourPath[] paths, int steps = TumourWorld.Days - 1)
    {
        var table = new SequenceTable(paths.Length, steps, Reads);
        for (var i = 0; i < paths.Length; i++) Write(table, i, paths[i]);
        return table;
    }

    /// <summary>The patient's static covariate.</summary>
    public float Type(in TumourPatient patient) => (float)((patient.Type - _typeMean) / _typeSpread);

    private void Write(SequenceTable table, int sequence, TumourPath path)
    {
        table.Lengths[sequence] = path.Days;
        table.Statics[sequence] = Type(path.Patient);
        for (var day = 0; day < path.Days; day++)
        {
            var at = sequence * table.Steps + day;
            table.Outcome[at] = Scaled(path.Volumes[day]);
            table.Treatment[at] = (byte)path.Treatments[day];
            table.Next[at] = Scaled(path.Volumes[day + 1]);
        }
    }
}
