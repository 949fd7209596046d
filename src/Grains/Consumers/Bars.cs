using System.Globalization;

namespace WorldModel.Grains.Consumers;

/// <summary>Why a treatment is no option, in the codes that a decision's options carry.</summary>
internal static class Bars
{
    /// <summary>The request does not allow it.</summary>
    public const string Request = "request";

    /// <summary>Nobody is contacted at this hour.</summary>
    public const string QuietHours = "quiet-hours";

    /// <summary>The data do not tell its effect apart from that of who gets it.</summary>
    public const string NoOverlap = "no-overlap";

    /// <summary>The pool does not pay for it.</summary>
    public const string Budget = "budget";

    /// <summary>The consumer's attribute is not what it, or the campaign, requires.</summary>
    public static string Requires(string attribute) => $"requires:{attribute}";

    /// <summary>The consumer has been contacted as often as the cap at this place of the spec allows.</summary>
    public static string Cap(int place) => $"cap:{place.ToString(CultureInfo.InvariantCulture)}";
}
