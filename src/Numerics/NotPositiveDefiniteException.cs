namespace WorldModel.Numerics;

/// <summary>
/// A symmetric matrix that should be positive definite is not, in double precision: what it was made of holds numbers
/// that are not finite or far larger than the others, or columns that say the same.
/// </summary>
/// <param name="size">Rows and columns of the matrix.</param>
public sealed class NotPositiveDefiniteException(int size)
    : ArithmeticException($"the {size} x {size} matrix is not positive definite")
{
    /// <summary>Rows and columns of the matrix.</summary>
    public int Size { get; } = size;
}
