namespace WorldModel.Evaluation.Backtests;

/// <summary>
/// What a model was worth on rows it had not seen. Values are per row, in currency: of the outcomes, less the cost of
/// contacts where no budget limits them.
/// </summary>
/// <param name="Rows">Rows tested, in all splits together.</param>
/// <param name="Aucs">Per outcome, how well its level under the treatment taken ranks who did it.</param>
/// <param name="Uplifts">Per arm and outcome, how well the predicted effect ranks the effects.</param>
/// <param name="Learned">Doubly robust value of the learned policy.</param>
/// <param name="Arms">Each treatment given to all, or to as many random rows as the budget pays for.</param>
/// <param name="Today">Value of today's policy, where it is known.</param>
/// <param name="LearnedOverToday">Paired difference to it.</param>
/// <param name="Claimed">What the model itself said the learned policy is worth.</param>
/// <param name="Spend">What the learned policy costs a row.</param>
/// <param name="EffectiveRows">Kish's effective number of rows whose treatment agrees with the policy, a split.</param>
public sealed record BacktestFigures(
    int Rows, IReadOnlyList<OutcomeAuc> Aucs, IReadOnlyList<ArmUplift> Uplifts, Estimate Learned,
    IReadOnlyList<ArmValue> Arms, Estimate? Today, Estimate? LearnedOverToday, Estimate Claimed, Estimate Spend,
    double EffectiveRows)
{
    /// <summary>The treatment that is worth most given to all, the control included.</summary>
    public ArmValue BestArm => Arms.MaxBy(arm => arm.Value.Value)!;
}

/// <summary>AUC of an outcome; for an amount, of its being above 0.</summary>
public sealed record OutcomeAuc(string Outcome, Estimate Auc);

/// <summary>How well the predicted effect of an arm on an outcome ranks effects; see <see cref="Uplift"/>.</summary>
/// <param name="Arm">The treatment, against control.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="Auuc">Area under the gain curve.</param>
/// <param name="Qini">Area above the chance line; 0 for a score that tells nothing.</param>
/// <param name="Effect">The average effect.</param>
public sealed record ArmUplift(string Arm, string Outcome, Estimate Auuc, Estimate Qini, Estimate Effect);

/// <summary>A treatment given to everybody.</summary>
/// <param name="Arm">The treatment.</param>
/// <param name="Share">Share of rows that get it: 1, or what the budget pays for.</param>
/// <param name="Value">Its doubly robust value.</param>
/// <param name="OverControl">Paired difference of its value to control's.</param>
/// <param name="LearnedOver">Paired difference of the learned policy's value to its own.</param>
/// <param name="LearnedShare">Share of rows to which the learned policy gives it.</param>
public sealed record ArmValue(
    string Arm, double Share, Estimate Value, Estimate OverControl, Estimate LearnedOver, double LearnedShare);
