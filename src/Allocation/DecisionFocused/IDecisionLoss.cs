namespace WorldModel.Allocation.DecisionFocused;

/// <summary>A loss that grows as the decisions made by predictions earn less.</summary>
public interface IDecisionLoss
{
    /// <summary>The loss of a batch at one price; adds its gradient in the outputs.</summary>
    /// <param name="outputs">Rows x 2 arms: predicted values, then predicted costs.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="price">What a unit of cost is charged.</param>
    /// <param name="gradient">As many as outputs; added to.</param>
    double Add(ReadOnlySpan<double> outputs, DecisionBatch batch, DecisionPrice price, Span<double> gradient);
}
