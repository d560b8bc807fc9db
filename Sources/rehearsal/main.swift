import ArgumentParser
import Seams
print("x")
