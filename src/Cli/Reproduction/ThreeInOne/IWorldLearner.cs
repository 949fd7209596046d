namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>
/// Something that learns from a world's rows and says what it thinks of the test rows: outcomes, effects, or only
/// figures of its own. It reads train and validation rows in full, test rows without their outcomes, and no truth.
/// </summary>
internal interface IWorldLearner
{
    /// <summary>As tables name it; unique in its recipe.</summary>
    string Name { get; }

    /// <param name="trial">The world, the seed and the scale.</param>
    /// <param name="progress">Told how far it is, 0 to 1; throws where the user asks to stop.</param>
    Findings Learn(Trial trial, Action<double, string> progress);
}
