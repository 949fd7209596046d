namespace WorldModel.Simulation.Tumours;

/// <summary>A patient's days: treatments, and volumes from before the first to after the last of them.</summary>
/// <param name="Patient">Whose.</param>
/// <param name="Volumes">cm^3, day by day.</param>
/// <param name="Treatments">Given after the volume of the day was seen.</param>
public sealed record TumourPath(TumourPatient Patient, double[] Volumes, TumourTreatment[] Treatments)
{
    public int Days => Treatments.Length;
}
