namespace WorldModel.Cli.Init;

/// <summary>What the user says of the tables; what is left open is guessed.</summary>
internal sealed record InitOptions
{
    public string? Consumers { get; init; }

    public string? Events { get; init; }

    public string? Experiment { get; init; }

    public string? ConsumerColumn { get; init; }

    public string? DayColumn { get; init; }

    /// <summary>The events' column that says what happened.</summary>
    public string? NameColumn { get; init; }

    /// <summary>The events' column of amounts.</summary>
    public string? ValueColumn { get; init; }

    public string? TreatmentColumn { get; init; }

    /// <summary>The label of the arm that gets nothing.</summary>
    public string? Control { get; init; }

    /// <summary>Columns of the experiment, or names of events, that are outcomes.</summary>
    public string[] Outcomes { get; init; } = [];

    /// <summary>Names of events that are actions.</summary>
    public string[] Actions { get; init; } = [];

    public string[] Ignore { get; init; } = [];

    /// <summary>Attributes to take although they look like a leak or personal data.</summary>
    public string[] Keep { get; init; } = [];

    /// <summary>Worth of an outcome, by name.</summary>
    public IReadOnlyDictionary<string, double> Values { get; init; } = new Dictionary<string, double>();

    /// <summary>What a contact costs, in currency.</summary>
    public double Cost { get; init; }

    /// <summary>The day of an experiment whose table has none.</summary>
    public DateOnly? Day { get; init; }

    /// <summary>Days over which an outcome counts.</summary>
    public int WindowDays { get; init; }

    public string TimeZone { get; init; } = "UTC";
}
