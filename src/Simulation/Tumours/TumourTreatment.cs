namespace WorldModel.Simulation.Tumours;

/// <summary>What is given on a day: nothing, one of two therapies, or both.</summary>
[Flags]
public enum TumourTreatment : byte
{
    None = 0,

    /// <summary>Chemotherapy, 5 units of concentration.</summary>
    Chemo = 1,

    /// <summary>Radiotherapy, 2 Gy.</summary>
    Radio = 2,
}
