namespace WorldModel.Simulation;

/// <summary>The five actions of Purchase World on a consumer's day.</summary>
public readonly record struct PurchaseActions(bool Sale1, bool Sale2, bool Campaign, bool Coupon, bool Push);
