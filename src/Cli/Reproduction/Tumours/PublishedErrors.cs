namespace WorldModel.Cli.Reproduction.Tumours;

/// <summary>
/// Errors of CT (alpha = 0) as its authors correct them (README of their repository, updated tables 9 to 11): mean and
/// standard deviation of five runs, in percent.
/// </summary>
internal static class PublishedErrors
{
    private static readonly (double Mean, double Deviation)[] One =
        [(.772, .051), (.783, .071), (.862, .052), (1.062, .119), (1.331, .217)];

    /// <summary>Days ahead (2 to 6) x gamma (0 to 4).</summary>
    private static readonly (double Mean, double Deviation)[][] RandomPlans =
    [
        [(.766, .029), (.781, .066), (.814, .078), (.944, .144), (1.191, .316)],
        [(.766, .037), (.806, .060), (.828, .106), (.996, .185), (1.335, .465)],
        [(.730, .042), (.776, .056), (.802, .119), (.983, .208), (1.394, .563)],
        [(.673, .044), (.722, .052), (.748, .124), (.931, .213), (1.405, .648)],
        [(.609, .042), (.657, .046), (.684, .122), (.864, .201), (1.383, .699)],
    ];

    private static readonly (double Mean, double Deviation)[][] SlidingPlans =
    [
        [(.685, .050), (.679, .044), (.714, .053), (.875, .105), (1.072, .315)],
        [(.707, .053), (.711, .038), (.770, .043), (.969, .119), (1.261, .462)],
        [(.729, .056), (.749, .033), (.826, .046), (1.053, .147), (1.426, .574)],
        [(.758, .055), (.788, .036), (.875, .056), (1.118, .172), (1.560, .663)],
        [(.790, .058), (.827, .036), (.915, .063), (1.177, .193), (1.654, .704)],
    ];

    /// <summary>One step ahead; null where nothing is published for the gamma.</summary>
    public static (double Mean, double Deviation)? OneStep(double gamma) => At(One, gamma);

    /// <summary>Several days ahead; null where nothing is published.</summary>
    public static (double Mean, double Deviation)? Ahead(double gamma, int days, bool sliding) =>
        At((sliding ? SlidingPlans : RandomPlans)[days - 2], gamma);

    private static (double Mean, double Deviation)? At((double Mean, double Deviation)[] row, double gamma) =>
        gamma is 0 or 1 or 2 or 3 or 4 ? row[(int)gamma] : null;
}
