namespace WorldModel.Cli.Reproduction.ThreeInOne;

/// <summary>An action switched from off to on, and the outcome that is watched; all else as it was.</summary>
/// <param name="Action">Index among the schema's actions.</param>
/// <param name="Outcome">Index among the schema's outcomes.</param>
/// <param name="Name">As metrics name it.</param>
/// <param name="Trait">The trait that scales the true effect, or null where there is none: a placebo.</param>
internal sealed record Contrast(int Action, int Outcome, string Name, string? Trait)
{
    public const int Sale1 = 0;
    public const int Sale2 = 1;
    public const int Campaign = 2;
    public const int Coupon = 3;
    public const int Push = 4;
    public const int Visit = 0;
    public const int Purchase = 1;

    /// <summary>Outcomes by index.</summary>
    public static readonly string[] Outcomes = ["visit", "purchase"];

    /// <summary>The paper's two contrasts (three-in-one, section 2.6).</summary>
    public static readonly Contrast PushVisit = new(Push, Visit, "push->visit", "gamma");

    public static readonly Contrast SalePurchase = new(Sale1, Purchase, "sale1->purchase", "alpha");

    /// <summary>Effects that are exactly zero in this world.</summary>
    public static readonly Contrast PushPurchase = new(Push, Purchase, "push->purchase", null);

    public static readonly Contrast SaleVisit = new(Sale1, Visit, "sale1->visit", null);

    public static readonly Contrast[] All = [PushVisit, SalePurchase, PushPurchase, SaleVisit];

    public bool Placebo => Trait is null;
}
