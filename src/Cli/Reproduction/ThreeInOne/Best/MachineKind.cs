namespace WorldModel.Cli.Reproduction.ThreeInOne.Best;

/// <summary>What a trial's Boltzmann machine reads and how it learns.</summary>
internal enum MachineKind
{
    /// <summary>Units without the calendar, rates in thermometer code; centred gradients.</summary>
    Standard,

    /// <summary>The same by plain gradients, at the same rates and epochs.</summary>
    Uncentred,

    /// <summary>The same, months and weekdays among the units.</summary>
    Calendar,

    /// <summary>Rates as two units that are on in part.</summary>
    RawRates,

    /// <summary>The paper's 72 units alone.</summary>
    Units,
}
