"""What spark-submit is given: see README.md."""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "src"))

from chushen_spark.review import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
