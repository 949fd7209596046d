namespace WorldModel.Numerics.Kernels;

/// <summary>
/// One panel of a product: C (Rows x Width) = Init + A (Rows x Steps) B (Steps x Width). A's element (r, s) is at
/// A[r * RowStride + s * StepStride], so that one kernel serves both A and its transpose; an InitStride of zero
/// broadcasts one row of initial values. Width is 16 or 32. Strides are in floats.
/// </summary>
internal unsafe struct PanelTask
{
    public float* A;
    public nint RowStride;
    public nint StepStride;
    public float* B;
    public nint BStride;
    public int Steps;
    public float* Init;
    public nint InitStride;
    public float* C;
    public nint CStride;
    public int Rows;
    public int Width;

    public readonly PanelTask From(int row, int rows, int column, int width)
    {
        var part = this;
        part.A += row * RowStride;
        part.B += column;
        part.Init += row * InitStride + column;
        part.C += row * CStride + column;
        part.Rows = rows;
        part.Width = width;
        return part;
    }
}
