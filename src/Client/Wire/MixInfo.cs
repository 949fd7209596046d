namespace WorldModel.Client.Wire;

/// <summary>A media mix that the server has, as <c>mmm fit</c> wrote it.</summary>
/// <param name="Mix">Its name.</param>
/// <param name="Hash">The file's checksum: another one where it was replaced.</param>
/// <param name="Model">What was fitted: ridge, bayes, prior, transformer, transformer-0.</param>
/// <param name="Seed">Of everything drawn.</param>
/// <param name="Outcome">Name of the outcome.</param>
/// <param name="Channels">Names of the channels.</param>
/// <param name="From">The first fitted week.</param>
/// <param name="To">The last one.</param>
/// <param name="Weeks">How many.</param>
/// <param name="Status"><c>usable</c>, <c>caution</c> or <c>refused</c>: the last gives no plan.</param>
/// <param name="Reasons">What speaks against it, worst first.</param>
/// <param name="HoldOut">How weeks that it had not seen were forecast.</param>
public sealed record MixInfo(
    string Mix, string Hash, string Model, ulong Seed, string Outcome, string[] Channels, DateOnly From, DateOnly To,
    int Weeks, string Status, MixReason[] Reasons, MixHoldOut HoldOut);

/// <summary>All mixes of the server.</summary>
public sealed record MixList(MixInfo[] Mixes);

/// <summary>Whether a mix was there before it was removed.</summary>
public sealed record MixRemoved(bool Existed);

/// <summary>Something that speaks against a mix.</summary>
/// <param name="Code">For programs: <c>chases-demand</c>, <c>worse-than-naive</c> ...</param>
/// <param name="Channel">Whom it is about; absent: the mix.</param>
/// <param name="Trust"><c>caution</c> or <c>refused</c>.</param>
/// <param name="Sentence">In words, with the figure.</param>
public sealed record MixReason(string Code, string? Channel, string Trust, string Sentence);

/// <summary>Errors of forecasts of the last weeks from those before: absolute errors over outcomes.</summary>
/// <param name="Weeks">Weeks held out.</param>
/// <param name="Error">Of the same learner.</param>
/// <param name="Ridge">Of ridge regression.</param>
/// <param name="Naive">Of last year's weeks.</param>
public sealed record MixHoldOut(int Weeks, double Error, double Ridge, double Naive);

/// <summary>A figure with its 90 % interval; absent where it is not defined.</summary>
public sealed record MixFigure(double? Value, double? Low, double? High);
