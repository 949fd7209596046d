namespace WorldModel.Models.MediaMix;

/// <summary>What the outcome would be without media, as columns: see <see cref="BaselineColumns"/>.</summary>
/// <param name="Harmonics">Sine and cosine waves of a year.</param>
/// <param name="KnotSpacing">Weeks between the steps of a drifting level; 0 for none.</param>
public sealed record BaselineOptions(int Harmonics, int KnotSpacing)
{
    /// <summary>Three waves and a straight trend; two waves where there are under two years.</summary>
    public static BaselineOptions Straight(int weeks) => new(weeks < 104 ? 2 : 3, 0);

    /// <summary>As <see cref="Straight"/>, with a level that may drift from quarter to quarter.</summary>
    public static BaselineOptions Drifting(int weeks) => Straight(weeks) with { KnotSpacing = 13 };
}
