namespace WorldModel.Simulation.Media;

/// <summary>How spend acts in a market. A model that is trained on one family should be tested on others.</summary>
public enum MediaFamily
{
    /// <summary>Geometric adstock, Hill saturation, effects that stay.</summary>
    Geometric,

    /// <summary>Adstock that peaks one to three weeks late.</summary>
    Delayed,

    /// <summary>Geometric adstock; every second channel does more the more presses the channel after it.</summary>
    Interacting,

    /// <summary>Geometric adstock; effects rise or fall over the weeks, by up to a third either way.</summary>
    Drifting,
}
